import fc from 'fast-check';
import { encodeText } from './encode-text';

it('encodes as Buffer.from does', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '—', '👍', '\ud83d', '\n') });
  fc.assert(fc.property(text, (one) => expect(encodeText(one)).toEqual(Buffer.from(one))));
});

it('gives each text bytes of its own, also a very long one', () => {
  const [first, second] = [encodeText('first'), encodeText('other')];
  expect([String(first), String(second)]).toEqual(['first', 'other']);
  const long = 'long — '.repeat(200_000);
  expect(encodeText(long).equals(Buffer.from(long))).toBe(true);
});
