import { webcrypto } from 'node:crypto';
import { sha256Of } from './actions/sha256.js';
import { randomId } from './session/random-id.js';

/** What browsers leave of `crypto` at an http address that is not localhost (https://w3c.github.io/webcrypto/). */
const rest = { getRandomValues: (array: Uint8Array) => webcrypto.getRandomValues(array) };
const { crypto: whole } = globalThis;

beforeEach(() => Object.defineProperty(globalThis, 'crypto', { value: rest, configurable: true }));
afterEach(() => Object.defineProperty(globalThis, 'crypto', { value: whole, configurable: true }));

it('makes ids', () => {
  const ids = Array.from({ length: 100 }, randomId);
  expect(new Set(ids).size).toBe(100);
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

it('hashes as everywhere', async () => {
  const bytes = new TextEncoder().encode('abc').buffer;
  const hash = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(await sha256Of(bytes)).toBe(hash);
  Object.defineProperty(globalThis, 'crypto', { value: whole, configurable: true });
  expect(await sha256Of(bytes)).toBe(hash);
});
