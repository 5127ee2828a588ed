import { withOwnUrls } from './own-urls.js';

const BASE = 'http://192.0.2.2:4000';
const at = (url: unknown) => ({
  message: { text: 'http://localhost:4000/objects/a', attachments: [{ id: '1', url }] },
});

it.each([
  ['http://localhost:4000/objects/a?signature=1', `${BASE}/objects/a?signature=1`],
  ['http://127.0.0.1/objects/a', `${BASE}/objects/a`],
  ['http://[::1]:4000/objects/a', `${BASE}/objects/a`],
  ['https://cdn.example/objects/a', 'https://cdn.example/objects/a'],
  ['http://localhost:9000/bucket/objects/a', 'http://localhost:9000/bucket/objects/a'],
  ['http://localhost.example/objects/a', 'http://localhost.example/objects/a'],
  [null, null],
])('%s is read at %s, and nothing else changes', (url, shown) => {
  expect(withOwnUrls(at(url), BASE)).toEqual(at(shown));
});
