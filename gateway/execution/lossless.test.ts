import fc from 'fast-check';
import { fromJson, hasManyDigits, markNumbers, toJson, withDigits } from './lossless';

const parts = fc.array(fc.oneof(fc.stringMatching(/^\d{0,20}$/), fc.string({ maxLength: 20 })), { maxLength: 12 });

it('finds sixteen digits in a row, wherever they are', () => {
  fc.assert(
    fc.property(parts, (all) => {
      const text = all.join('');
      expect(hasManyDigits(text)).toBe(/\d{16}/.test(text));
    }),
    { numRuns: 5_000 },
  );
});

it('keeps the digits of numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt()), (numbers) => {
      const json = `[${numbers.join()}]`;
      expect(toJson(fromJson(json))).toBe(json);
      expect(withDigits(JSON.stringify(fromJson(json), markNumbers))).toBe(json);
    }),
  );
});
