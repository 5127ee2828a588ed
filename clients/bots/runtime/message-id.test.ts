import fc from 'fast-check';
import { messageIdOf, nameUuid } from './message-id.js';

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

it('is as RFC 9562 has it (appendix A.4)', () => {
  expect(nameUuid(DNS, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
});

it('is the same for the same parts, and another for others', () => {
  const parts = fc.array(fc.string(), { maxLength: 4 });
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(messageIdOf(...one) === messageIdOf(...other)).toBe(isSame);
      expect(messageIdOf(...one)).toMatch(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    }),
  );
});
