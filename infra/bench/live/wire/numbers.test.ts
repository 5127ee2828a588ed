import { needle, numberAfter } from './numbers';

const payload = (text: string, before = '') => {
  const bytes = Buffer.from(`${before}${text}"seq":9`);
  return { bytes, start: before.length, end: before.length + text.length };
};

it('reads the number after a needle, wherever it is and wherever it was before', () => {
  const seq = needle('"seq":');
  for (const [text, number] of [
    ['{"seq":1}', 1],
    ['{"seq":234,"x":5}', 234],
    ['{"some":"text","seq":56789}', 56_789],
    ['"seq":0', 0],
  ] as const)
    for (const before of ['', '"seq":7 of an earlier frame '])
      expect(numberAfter(seq, payload(text, before))).toBe(number);
});

it('reads fractions', () => {
  expect(numberAfter(needle('@'), payload('"@12345.625@ and 7"'))).toBe(12_345.625);
});

it('is no number where the needle is only in the next frame', () => {
  expect(numberAfter(needle('"seq":'), payload('{"a":1}'))).toBeNaN();
});
