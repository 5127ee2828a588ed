import { isBlank, lengthOf } from './visible';

test.each([
  '',
  ' \n\t',
  '\u3164',
  '\u2800',
  '\u115f\u1160',
  '\uffa0',
  '\u0301',
  '\u0e31',
  '\u200b\u2060\ufeff',
  '\u00ad',
  '\ufe0f',
  '\u{e0067}',
  '\u202e',
  '\u{1d159}',
])('%j shows nothing', (text) => expect(isBlank(text)).toBe(true));

test.each(['a', '0', '.', '❤', '1️⃣', '\u{1f3fb}', 'é', 'e\u0301', '한', '\u2801', '\ue000', '\u{1fae9}', '\u{1faff}'])(
  '%j is to be seen',
  (text) => expect(isBlank(text)).toBe(false),
);

test('lengths are counted in code points', () =>
  expect(['', 'abc', '🪿🪿', '👨‍👩‍👧', '\ud83e'].map(lengthOf)).toEqual([0, 3, 2, 5, 1]));
