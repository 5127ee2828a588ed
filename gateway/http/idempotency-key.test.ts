import { idempotencyKeyOf } from './idempotency-key';

const keyOf = (text: string | undefined) => idempotencyKeyOf({ 'idempotency-key': text });

test.each([
  [undefined, undefined],
  ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['  "a b"  ', 'a b'],
  [String.raw`"say \"a\\b\""`, String.raw`say "a\b"`],
  [`"${'x'.repeat(255)}"`, 'x'.repeat(255)],
])('%s is the key %s', (text, key) => expect(keyOf(text)).toBe(key));

test.each([
  '',
  '""',
  '"',
  '"a',
  'a"',
  'a b',
  '"a", "b"',
  'a, b',
  '"a";b',
  '"ä"',
  '"\t"',
  String.raw`"\a"`,
  'x'.repeat(256),
])('%j is none', (text) => {
  expect(() => keyOf(text)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }) as Error);
});
