import { setImmediate as turn } from 'node:timers/promises';
import { createBatcher } from './batcher';
import { createMetrics } from './metrics/prom-registry';

describe('what is asked for at the same time', () => {
  let reads: number[][];
  let release: (() => void)[];
  let fails: boolean;
  let load: (key: number) => Promise<string>;
  beforeEach(() => {
    reads = [];
    release = [];
    fails = false;
    ({ load } = createBatcher<number, string>({
      name: 'test',
      async loadAll(keys) {
        reads.push([...keys]);
        await new Promise<void>((resolve) => release.push(resolve));
        if (fails) throw new Error('a read that fails');
        return keys.map((key) => `value of ${key}`);
      },
      concurrency: 2,
      maxKeys: 3,
      capacity: 5,
      metrics: createMetrics(),
    }));
  });

  const end = async () => {
    release.shift()!();
    await turn();
    await turn();
  };

  it('is read together, and each has its own', async () => {
    const answers = Promise.all([load(1), load(2), load(1)]);
    await turn();
    await end();
    expect(await answers).toEqual(['value of 1', 'value of 2', 'value of 1']);
    expect(reads).toEqual([[1, 2, 1]]);
  });

  it('waits while reads are under way, and goes together then, so many at once', async () => {
    const first = load(1);
    await turn();
    const second = load(2);
    await turn();
    const others = [3, 4, 5, 6].map(load);
    await turn();
    expect(reads).toEqual([[1], [2]]);
    await end();
    expect(reads).toEqual([[1], [2], [3, 4, 5]]);
    await end();
    expect(reads).toEqual([[1], [2], [3, 4, 5], [6]]);
    await end();
    await end();
    expect(await Promise.all([first, second, ...others])).toEqual([1, 2, 3, 4, 5, 6].map((n) => `value of ${n}`));
  });

  it('fails together, and not what comes later', async () => {
    fails = true;
    const failing = Promise.allSettled([load(1), load(2)]);
    await turn();
    await end();
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    const later = load(3);
    await turn();
    await end();
    expect(await later).toBe('value of 3');
  });

  it('is refused where too much waits', async () => {
    const taken = [1, 2, 3, 4, 5].map(load);
    await expect(load(6)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await turn();
    for (let n = 0; n < 2; n++) await end();
    expect(await Promise.all(taken)).toHaveLength(5);
  });
});
