import { unavailable } from '@parley/contracts/errors';
import { until } from '@parley/testing/until';
import fc from 'fast-check';
import { createLanes, HELD } from './lanes';

interface Item {
  key: string;
  n: number;
}

/** Lanes over a log in memory, with keys that the test holds. */
function lanesOver({ lanes = 2, heldAtOnce = 2, fails = (_: readonly Item[]): Error | undefined => undefined } = {}) {
  const held = new Map<string, Promise<void>>();
  const committed: Item[] = [];
  const waits: string[] = [];
  const made = createLanes<Item, number>({
    name: 'tried',
    lanes,
    batch: 5,
    capacity: 1_000,
    heldAtOnce,
    async commit(items, { wait }) {
      await new Promise(setImmediate);
      if (wait) {
        waits.push(items[0]!.key);
        for (const { key } of items) await held.get(key);
      }
      const free = items.filter(({ key }) => wait || !held.has(key));
      const error = fails(free);
      if (error) throw error;
      committed.push(...free);
      return items.map((item) => (free.includes(item) ? item.n : HELD));
    },
  });
  return {
    ...made,
    committed,
    waits,
    hold(key: string): () => void {
      let release!: () => void;
      const promise = new Promise<void>((resolve) => (release = resolve));
      held.set(key, promise);
      return () => {
        held.delete(key);
        release();
      };
    },
  };
}

const submitAll = ({ submit }: Pick<ReturnType<typeof lanesOver>, 'submit'>, key: string, numbers: readonly number[]) =>
  Promise.all(numbers.map((n) => submit(key, { key, n })));

describe('lanes', () => {
  it('44: commit items of all other keys while one key is held, and later its own, in their order', async () => {
    const lanes = lanesOver({ lanes: 1 });
    const release = lanes.hold('held');
    const stuck = submitAll(lanes, 'held', [1, 2, 3]);
    expect(await submitAll(lanes, 'free', [1, 2, 3])).toEqual([1, 2, 3]);
    const behind = submitAll(lanes, 'held', [4, 5]);
    expect(await submitAll(lanes, 'other', [1])).toEqual([1]);
    expect(lanes.committed.filter(({ key }) => key === 'held')).toEqual([]);
    release();
    await Promise.all([stuck, behind]);
    expect(lanes.committed.filter(({ key }) => key === 'held').map(({ n }) => n)).toEqual([1, 2, 3, 4, 5]);
    await lanes.drain();
  });

  it('wait for few held keys at a time, and for all of them in the end', async () => {
    const lanes = lanesOver({ heldAtOnce: 2 });
    const keys = ['a', 'b', 'c', 'd'];
    const releases = keys.map((key) => lanes.hold(key));
    const all = keys.map((key) => submitAll(lanes, key, [1]));
    await until(() => lanes.waits.length === 2);
    expect(await submitAll(lanes, 'free', [1])).toEqual([1]);
    expect(lanes.waits).toHaveLength(2);
    for (const release of releases) release();
    await Promise.all(all);
    await lanes.drain();
  });

  it('refuse more of one held key than its queue takes, with UNAVAILABLE, and take those of others', async () => {
    const lanes = lanesOver({ lanes: 1 });
    const release = lanes.hold('held');
    const first = submitAll(lanes, 'held', [0]);
    await until(() => lanes.waits.length === 1);
    const results = Promise.allSettled(Array.from({ length: 102 }, (_, n) => lanes.submit('held', { key: 'held', n })));
    expect(await submitAll(lanes, 'free', [1])).toEqual([1]);
    release();
    const refused = (await results).filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
    await first;
    await lanes.drain();
  });

  it('let a bad item fail alone, and fail a batch together when the database is gone', async () => {
    const lanes = lanesOver({
      lanes: 1,
      fails: (items) => (items.some(({ n }) => n === 13) ? new Error('bad') : undefined),
    });
    const results = await Promise.allSettled([1, 13, 2].map((n) => lanes.submit('key', { key: 'key', n })));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await lanes.drain();
    const down = lanesOver({ lanes: 1, fails: () => unavailable('gone') });
    const lost = await Promise.allSettled([1, 2].map((n) => down.submit('key', { key: 'key', n })));
    expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await down.drain();
  });

  it('commit in the order of submission for each key, whatever is held and fails', async () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      does: fc.constantFrom('submit', 'submit', 'submit', 'hold', 'release', 'wait'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const lanes = lanesOver({
          fails: (items) => (items.some(({ n }) => n % 11 === 7) ? new Error('bad') : undefined),
        });
        const releases = new Map<string, () => void>();
        const results: Promise<PromiseSettledResult<number>[]>[] = [];
        for (const [n, { key, does }] of steps.entries()) {
          if (does === 'submit') results.push(Promise.allSettled([lanes.submit(key, { key, n })]));
          if (does === 'hold' && !releases.has(key)) releases.set(key, lanes.hold(key));
          if (does === 'release') {
            releases.get(key)?.();
            releases.delete(key);
          }
          if (does === 'wait') await new Promise(setImmediate);
        }
        for (const release of releases.values()) release();
        await lanes.drain();
        const good = steps.flatMap(({ key, does }, n) => (does === 'submit' && n % 11 !== 7 ? [{ key, n }] : []));
        for (const key of ['a', 'b', 'c', 'd'])
          expect(lanes.committed.filter((item) => item.key === key)).toEqual(good.filter((item) => item.key === key));
        await Promise.all(results);
      }),
    );
  });
});
