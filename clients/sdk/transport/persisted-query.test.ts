import { TypedDocumentString } from '../generated/graphql.js';
import { byHash, byText } from './persisted-query.js';

const HASH = 'e'.repeat(64);
const persistedQuery = { version: 1, sha256Hash: HASH };
const known = new TypedDocumentString<unknown, unknown>('{ me { id } }', { hash: `sha256:${HASH}` });
const own = new TypedDocumentString<unknown, unknown>('{ me { id } }');

it('sends an operation that has a hash without its text, until the service requests the text', () => {
  expect(byHash(known)).toEqual({ extensions: { persistedQuery } });
  expect(byText(known)).toEqual({ query: '{ me { id } }', extensions: { persistedQuery } });
});

it('sends the text of an operation without a hash', () => {
  expect([byHash(own), byText(own)]).toEqual([{ query: '{ me { id } }' }, { query: '{ me { id } }' }]);
});
