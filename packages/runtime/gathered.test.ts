import { setImmediate as turn } from 'node:timers/promises';
import { gathered } from './gathered';
import { createMetrics } from './metrics/metrics';

describe('what is asked for at the same time', () => {
  let reads: number[][];
  let release: (() => void)[];
  let fails: boolean;
  let ask: (key: number) => Promise<string>;
  beforeEach(() => {
    reads = [];
    release = [];
    fails = false;
    ({ ask } = gathered<number, string>({
      name: 'test',
      async read(keys) {
        reads.push([...keys]);
        await new Promise<void>((resolve) => release.push(resolve));
        if (fails) throw new Error('a read that fails');
        return keys.map((key) => `value of ${key}`);
      },
      atOnce: 2,
      most: 3,
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
    const answers = Promise.all([ask(1), ask(2), ask(1)]);
    await turn();
    await end();
    expect(await answers).toEqual(['value of 1', 'value of 2', 'value of 1']);
    expect(reads).toEqual([[1, 2, 1]]);
  });

  it('waits while reads are under way, and goes together then, so many at once', async () => {
    const first = ask(1);
    await turn();
    const second = ask(2);
    await turn();
    const others = [3, 4, 5, 6].map(ask);
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
    const failing = Promise.allSettled([ask(1), ask(2)]);
    await turn();
    await end();
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    const later = ask(3);
    await turn();
    await end();
    expect(await later).toBe('value of 3');
  });

  it('is refused where too much waits', async () => {
    const taken = [1, 2, 3, 4, 5].map(ask);
    await expect(ask(6)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await turn();
    for (let n = 0; n < 2; n++) await end();
    expect(await Promise.all(taken)).toHaveLength(5);
  });
});
