import { unavailable } from '@parley/contracts/errors';
import { inProcessBus } from '@parley/ports/bus/in-process';
import { until } from '@parley/testing/until';
import { UNLIMITED } from '../../connection/limits/limiter';
import { LatestFeed } from '../delivery/latest-feed';
import { LatestView } from './latest-view';
import { aConnection, LINES, nobody } from '../room.fixture';
import { Stream } from '../delivery/stream';
import { createSweep } from '../delivery/sweep';

const INTERVAL_MS = 40;

/** Some keys with a number each, and a view of them. */
function aState() {
  const bus = inProcessBus();
  const state = new Map<string, number>();
  const asked: string[][] = [];
  let failure: Error | undefined;
  const readState = async (keys: readonly string[]) => {
    asked.push([...keys]);
    if (failure) throw failure;
    return Buffer.from(JSON.stringify(keys.map((key) => `${key}=${state.get(key) ?? 0}`).sort()));
  };
  const view = new LatestView({
    bus,
    topics: ['topic'],
    intervalMs: INTERVAL_MS,
    eventCost: 1,
    limiter: UNLIMITED,
    readState,
  });
  const sweep = createSweep({ stuckMs: 60_000, bytesPerSecond: 1_000_000_000 });
  return {
    view,
    asked,
    async change(key: string, value: number) {
      state.set(key, value);
      await bus.publish('topic', { key });
    },
    fail: (error: Error) => (failure = error),
    async reader({ initial = [] as string[] } = {}) {
      await view.open();
      const client = aConnection();
      const outlet = sweep.outlet(client.transport);
      const stream = new Stream({ outlet, framing: LINES, request: nobody, authorize: async () => undefined });
      const feed = new LatestFeed(stream, readState, initial);
      view.join(feed);
      stream.attach(feed);
      const over = stream.run();
      over.catch(() => undefined);
      return { client, over, next: (n: number) => until(() => client.lines[n]) };
    },
  };
}

describe('a view of class latest', () => {
  it('answers the initial keys at once, and then each change', async () => {
    const some = aState();
    const { next } = await some.reader({ initial: ['a', 'b'] });
    expect(await next(0)).toEqual(['a=0', 'b=0']);
    await some.change('b', 1);
    expect(await next(1)).toEqual(['b=1']);
    some.view.close();
  });

  it('asks once for all, for the keys of an interval as they are at its end', async () => {
    const some = aState();
    const readers = await Promise.all(Array.from({ length: 20 }, () => some.reader()));
    await some.change('a', 1);
    for (const { next } of readers) expect(await next(0)).toEqual(['a=1']);
    for (let n = 2; n < 50; n++) await some.change(n % 2 ? 'a' : 'b', n);
    for (const { next } of readers) expect(await next(1)).toEqual(['a=49', 'b=48']);
    expect(some.asked).toHaveLength(2);
    some.view.close();
  });

  it('does not tell the same twice', async () => {
    const some = aState();
    const { client, next } = await some.reader();
    await some.change('a', 1);
    await next(0);
    await some.change('a', 1);
    await until(() => some.asked.length === 2);
    await some.change('a', 2);
    expect(await next(1)).toEqual(['a=2']);
    expect(client.lines).toHaveLength(2);
    some.view.close();
  });

  it('tells one that was slow the latest of all that it missed, in one answer', async () => {
    const some = aState();
    const [slow, quick] = [await some.reader(), await some.reader()];
    slow.client.stall();
    await some.change('a', 1);
    await quick.next(0);
    for (const [key, value] of [
      ['b', 2],
      ['c', 3],
      ['b', 4],
    ] as const) {
      const { length } = quick.client.lines;
      await some.change(key, value);
      await quick.next(length);
    }
    slow.client.drain();
    expect(await slow.next(1)).toEqual(['b=4', 'c=3']);
    expect(slow.client.lines).toEqual([['a=1'], ['b=4', 'c=3']]);
    some.view.close();
  });

  it('ends its readers where the state cannot be had', async () => {
    const some = aState();
    const { over } = await some.reader();
    some.fail(unavailable('down'));
    await some.change('a', 1);
    await expect(over).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    some.view.close();
  });
});
