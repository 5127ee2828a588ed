import { createFairQueue } from './fair-queue';

const drained = <T>(queue: { next(): T | undefined }): T[] => {
  const items: T[] = [];
  for (let item = queue.next(); item !== undefined; item = queue.next()) items.push(item);
  return items;
};

it('lets callers take turns, each with its items in their order', () => {
  const queue = createFairQueue<string>({ max: 100, maxOfOne: 100 });
  for (const item of ['a1', 'a2', 'a3', 'a4']) queue.push('a', item);
  expect(queue.next()).toBe('a1');
  queue.push('b', 'b1');
  queue.push('c', 'c1');
  queue.push('b', 'b2');
  expect(drained(queue)).toEqual(['a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  expect(queue.size).toBe(0);
});

it('refuses more than it may hold, of all and of one', () => {
  const queue = createFairQueue<number>({ max: 3, maxOfOne: 2 });
  expect([1, 2, 3].map((item) => queue.push('a', item))).toEqual([true, true, false]);
  expect([4, 5].map((item) => queue.push('b', item))).toEqual([true, false]);
  expect(drained(queue)).toEqual([1, 4, 2]);
  expect(queue.push('a', 6)).toBe(true);
});
