import 'fake-indexeddb/auto';
import { createStore, set } from 'idb-keyval';
import { until } from '@parley/testing/until';
import { leases } from './leases.js';

const store = createStore('tests of leases', 'values');
const tabs = () => [leases(store), leases(store)] as const;

it('one works at a time, however many tabs there are', async () => {
  let working = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++working);
    await new Promise((resolve) => setTimeout(resolve, 20));
    working -= 1;
    return 'done';
  };
  const all = tabs().flatMap((locks) => [locks.hold('a', work), locks.hold('a', work), locks.hold('b', async () => 1)]);
  expect(await Promise.all(all)).toEqual(['done', 'done', 1, 'done', 'done', 1]);
  expect(most).toBe(1);
});

it('a tab that was closed holds up nobody for long', async () => {
  await set('lock:c', { owner: 'a tab', until: Date.now() + 300 }, store);
  expect(await tabs()[0].hold('c', async () => 'done')).toBe('done');
});

it('who waits can leave', async () => {
  const [one, other] = tabs();
  let end = () => {};
  const held = one.hold('d', () => new Promise<void>((resolve) => (end = resolve)));
  await until(() => end.length === 1);
  const leaving = new AbortController();
  const waiting = other.hold('d', async () => 'done', leaving.signal);
  leaving.abort(new Error('left'));
  await expect(waiting).rejects.toThrow('left');
  end();
  await held;
});

it('is free again where the work failed', async () => {
  const [one, other] = tabs();
  await expect(one.hold('e', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await other.hold('e', async () => 'done')).toBe('done');
});
