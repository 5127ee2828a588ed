import { isTooLong, roomLeft } from './length';

test.each([
  ['a', 9_000, null],
  ['a', 9_500, 500],
  ['a', 10_001, -1],
  ['😀', 6_000, null],
  ['😀', 10_000, 0],
])('%s × %i leaves %j', (letter, times, left) => {
  expect(roomLeft(letter.repeat(times))).toBe(left);
  expect(isTooLong(letter.repeat(times))).toBe(left !== null && left < 0);
});
