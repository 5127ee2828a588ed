import fc from 'fast-check';
import { formatLink, parseLink } from './links.js';

const BASE = 'https://chat.example/app/';

it.each([
  [{ conversationId: 'c1' }, 'parley:/c/c1', 'https://chat.example/app/c/c1'],
  [{ conversationId: 'c1', seq: 7 }, 'parley:/c/c1/m/7', 'https://chat.example/app/c/c1/m/7'],
  [{ conversationId: 'c1', threadId: 't', seq: 7 }, 'parley:/c/c1/t/t/m/7', 'https://chat.example/app/c/c1/t/t/m/7'],
])('%j', (link, ofApp, ofWeb) => {
  expect([formatLink(link), formatLink(link, BASE)]).toEqual([ofApp, ofWeb]);
  expect([parseLink(ofApp), parseLink(ofWeb, BASE)]).toEqual([link, link]);
});

it.each([
  'nothing',
  'https://elsewhere.example/app/c/c1',
  'https://chat.example/other/c/c1',
  'javascript:/c/c1',
  'parley:/c/',
  'parley:/c/c1/m/0',
  'parley:/c/c1/m/1.5',
  'parley:/c/c1/m/9007199254740993',
  'parley:/c/%3Cscript%3E',
])('%s leads nowhere', (link) => {
  expect(parseLink(link, BASE)).toBeUndefined();
});

it('parses without an error whatever it is given, and what it formats', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseLink(text, BASE)));
  fc.assert(
    fc.property(
      fc.uuid(),
      fc.option(fc.uuid(), { nil: undefined }),
      fc.integer({ min: 1 }),
      (conversationId, threadId, seq) => {
        const link = { conversationId, seq, ...(threadId && { threadId }) };
        expect(parseLink(formatLink(link, BASE), BASE)).toEqual(link);
        expect(parseLink(formatLink(link))).toEqual(link);
      },
    ),
  );
});
