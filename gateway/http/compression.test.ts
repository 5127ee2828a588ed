import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { startTestGateway, type TestGateway } from '../tiny-graph.fixture';

let test: TestGateway;
beforeAll(async () => (test = await startTestGateway()));
afterAll(() => test.gateway.stop());

/** As it comes over the line: `fetch` would unpack it. */
async function execute(text: string, encoding?: string, accept = 'application/json') {
  const { headers, body } = await request(`${test.gateway.url}/graphql`, {
    method: 'POST',
    headers: { accept, 'content-type': 'application/json', ...(encoding && { 'accept-encoding': encoding }) },
    body: JSON.stringify({ query: 'query ($text: String!) { shout(text: $text) }', variables: { text } }),
  });
  return { headers, bytes: Buffer.from(await body.arrayBuffer()) };
}
const LONG = 'a'.repeat(2_000);
const LONGER = 'a'.repeat(100_000);
const answerTo = (text: string) => `${JSON.stringify({ data: { shout: text.toUpperCase() } })}\n`;

it.each<[string, string, (bytes: Buffer) => Buffer]>([
  ['gzip', 'gzip', gunzipSync],
  ['br', 'br', brotliDecompressSync],
  ['gzip, deflate, br', 'br', brotliDecompressSync],
  ['br;q=0, gzip', 'gzip', gunzipSync],
])('with %s, what is long comes as %s', async (accepted, encoding, unpack) => {
  for (const text of [LONG, LONGER]) {
    const { headers, bytes } = await execute(text, accepted);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers.vary).toMatch(/accept-encoding/i);
    expect(bytes.length).toBeLessThan(text.length / 10);
    expect(unpack(bytes).toString()).toBe(answerTo(text));
  }
});

it.each([
  ['is short', 'a', 'gzip'],
  ['nobody wants compressed', LONG, undefined],
  ['is wanted as it is', LONG, 'identity'],
  ['is wanted in an encoding that is not served', LONG, 'compress'],
])('what %s comes as it is', async (_, text, encoding) => {
  const { headers, bytes } = await execute(text, encoding);
  expect(headers['content-encoding']).toBeUndefined();
  expect(headers.vary).toMatch(/accept-encoding/i);
  expect(bytes.toString()).toBe(answerTo(text));
});

it('events come as they are', async () => {
  const { headers, bytes } = await execute(LONG, 'gzip, br', 'text/event-stream');
  expect(headers['content-encoding']).toBeUndefined();
  expect(bytes.toString()).toContain('event: next');
});
