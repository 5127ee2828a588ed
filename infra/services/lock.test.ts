import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { ifUnlocked, withLock } from './lock';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('one after the other, also after one that failed', async () => {
  const events: string[] = [];
  const work = (name: string) => async () => {
    events.push(`${name} begins`);
    for (let n = 0; n < 100; n++) await turn();
    events.push(`${name} ends`);
    if (name === 'a') throw new Error('failed');
  };
  const lock = join(folder, 'deep', 'lock');
  const results = await Promise.allSettled([withLock(lock, work('a')), withLock(lock, work('b'))]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect([
    ['a begins', 'a ends', 'b begins', 'b ends'],
    ['b begins', 'b ends', 'a begins', 'a ends'],
  ]).toContainEqual(events);
});

test('several share it, and what wants it for itself is left out meanwhile', async () => {
  const lock = join(folder, 'lock');
  const done: string[] = [];
  const alone = () => ifUnlocked(lock, async () => void done.push('alone'));
  await withLock(
    lock,
    () =>
      withLock(
        lock,
        async () => {
          done.push('shared');
          await alone();
        },
        { shared: true },
      ),
    { shared: true },
  );
  expect(done).toEqual(['shared']);
  await alone();
  expect(done).toEqual(['shared', 'alone']);
});
