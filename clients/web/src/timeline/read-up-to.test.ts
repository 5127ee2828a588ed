import type { Message, TimelineItem } from '@parley/client';
import { othersRead, readUpTo } from './read-up-to';

const said = (seq: number, by = 'bob', deletedAt: string | null = null): TimelineItem => ({
  kind: 'message',
  key: `m${seq}`,
  message: { id: `m${seq}`, seq, deletedAt, author: { id: by } } as Message,
});
const hole = (after: number, before: number): TimelineItem => ({ kind: 'hole', key: `hole ${after}`, after, before });
const reading = (items: TimelineItem[], from: number, seen: number[], hasOlder = false) =>
  readUpTo(items, { from, seen: new Set(seen), viewerId: 'ada', hasOlder });

test('it goes as far as everything was seen', () => {
  const items = [1, 2, 3, 4].map((seq) => said(seq));
  expect(reading(items, 0, [1, 2, 4])).toBe(2);
  expect(reading(items, 2, [3, 4])).toBe(4);
  expect(reading(items, 0, [3, 4])).toBe(0);
  expect(reading(items, 3, [])).toBe(3);
});

test('nobody has to see what they wrote, nor what was deleted', () => {
  expect(reading([said(1), said(2, 'ada'), said(3, 'bob', '2026'), said(4)], 0, [1])).toBe(3);
});

test('it does not pass what is not loaded', () => {
  expect(reading([said(1), hole(1, 9), said(9)], 0, [1, 9])).toBe(1);
  expect(reading([said(1), hole(1, 9), said(9)], 8, [9])).toBe(9);
  // before the first one
  expect(reading([said(5), said(6)], 2, [5, 6], true)).toBe(2);
  expect(reading([said(5), said(6)], 4, [5, 6], true)).toBe(6);
  expect(reading([said(5), said(6)], 5, [6], true)).toBe(6);
});

test('what was read is counted without one’s own', () => {
  expect(othersRead([said(1), said(2), said(3, 'ada'), said(4), said(5)], { from: 1, upTo: 4, viewerId: 'ada' })).toBe(
    2,
  );
});
