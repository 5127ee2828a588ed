import { inProcessBus } from '@parley/ports/bus/in-process';
import { latestStream } from './latest-stream';

describe('a stream of class latest', () => {
  const INTERVAL_MS = 40;

  async function aStream({ initial = [] as string[] } = {}) {
    const bus = inProcessBus();
    const state = new Map<string, number>();
    const executions: string[][] = [];
    const stream = await latestStream({
      bus,
      topics: ['topic'],
      initial,
      intervalMs: INTERVAL_MS,
      authorize: async () => undefined,
      async execute(keys) {
        executions.push([...keys]);
        return { data: { state: keys.map((key) => `${key}=${state.get(key) ?? 0}`) } };
      },
    });
    return {
      stream,
      executions,
      async change(key: string, value: number) {
        state.set(key, value);
        await bus.publish('topic', { key });
      },
    };
  }

  const next = async ({ stream }: Awaited<ReturnType<typeof aStream>>) =>
    (await stream.next()).value?.data?.state as string[];

  it('answers the initial keys at once, and then each change', async () => {
    const some = await aStream({ initial: ['a', 'b'] });
    expect(await next(some)).toEqual(['a=0', 'b=0']);
    await some.change('b', 1);
    expect(await next(some)).toEqual(['b=1']);
    some.stream.end();
  });

  it('gathers the keys of an interval, and tells their latest state once', async () => {
    const some = await aStream();
    await some.change('a', 1);
    expect(await next(some)).toEqual(['a=1']);
    const started = performance.now();
    for (let n = 2; n < 50; n++) await some.change(n % 2 ? 'a' : 'b', n);
    expect((await next(some)).sort()).toEqual(['a=49', 'b=48']);
    expect(performance.now() - started).toBeGreaterThanOrEqual(INTERVAL_MS * 0.9);
    expect(some.executions).toHaveLength(2);
    some.stream.end();
  });

  it('does not tell the same twice', async () => {
    const some = await aStream();
    await some.change('a', 1);
    expect(await next(some)).toEqual(['a=1']);
    await some.change('a', 1);
    const waiting = next(some);
    while (some.executions.length < 2) await new Promise(setImmediate);
    await some.change('a', 2);
    expect(await waiting).toEqual(['a=2']);
    some.stream.end();
  });

  it('ends while it waits, with the error it is ended with', async () => {
    const some = await aStream();
    const waiting = some.stream.next();
    some.stream.end(new Error('cut off'));
    await expect(waiting).rejects.toThrow('cut off');
    expect(await some.stream.next()).toEqual({ done: true, value: undefined });
  });
});
