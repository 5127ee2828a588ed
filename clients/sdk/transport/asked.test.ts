import { TypedDocumentString } from '../generated/graphql.js';
import { byHash, byText } from './asked.js';

const HASH = 'e'.repeat(64);
const persistedQuery = { version: 1, sha256Hash: HASH };
const known = new TypedDocumentString<unknown, unknown>('{ me { id } }', { hash: `sha256:${HASH}` });
const own = new TypedDocumentString<unknown, unknown>('{ me { id } }');

it('an operation with a hash goes without its text, until that is asked for', () => {
  expect(byHash(known)).toEqual({ extensions: { persistedQuery } });
  expect(byText(known)).toEqual({ query: '{ me { id } }', extensions: { persistedQuery } });
});

it('an operation without a hash is its text', () => {
  expect([byHash(own), byText(own)]).toEqual([{ query: '{ me { id } }' }, { query: '{ me { id } }' }]);
});
