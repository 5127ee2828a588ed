import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { describeLiveBus } from '../bus/conformance';
import { describeEphemeralStore } from '../ephemeral/conformance';
import { inProcessStore } from '../ephemeral/in-process';
import { parentServer } from './parent-server';
import { socketPair } from './socket-pair.fixture';
import { throughParent, type ThroughParent } from './through-parent';

const logger = pino({ level: 'silent' });
const SMALL = 65_536;

/** A parent with two workers. */
async function family({ maxBytes, ...limits }: { maxBytes?: number; maxCalls?: number; timeoutMs?: number } = {}) {
  let now = 0;
  const store = inProcessStore({ nowMs: () => now });
  const server = parentServer({ store, logger, maxBytes });
  const streams: Socket[] = [];
  const parentsEnds: Socket[] = [];
  const workers: ThroughParent[] = [];
  for (const name of ['1', '2']) {
    const [near, far] = await socketPair();
    server.attach(name, far);
    streams.push(near);
    parentsEnds.push(far);
    workers.push(throughParent(near, { logger, maxBytes, ...limits }));
  }
  return {
    server,
    streams,
    parentsEnds,
    here: workers[0]!,
    there: workers[1]!,
    pass: async (ms: number) => {
      now += ms;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      for (const stream of [...streams, ...parentsEnds]) stream.destroy();
    },
  };
}

type Family = Awaited<ReturnType<typeof family>>;

describeLiveBus('through the parent', async () => {
  const { here, there, close } = await family();
  return { bus: here.bus, elsewhere: there.bus, close };
});

describeEphemeralStore('through the parent', async () => {
  const { here, pass, close } = await family();
  return { store: here.ephemeral, pass, close };
});

describe('through the parent', () => {
  let both: Family;
  afterEach(() => both.close());

  const ignore = () => undefined;

  async function listen({ bus }: ThroughParent, topic: string): Promise<unknown[]> {
    const received: unknown[] = [];
    await bus.subscribe(topic, (message) => received.push(message));
    return received;
  }

  it('shares what is short-lived between workers', async () => {
    both = await family();
    await both.here.ephemeral.set('ticket', 'once', 1_000);
    expect(await both.there.ephemeral.take('ticket')).toBe('once');
    expect(await both.here.ephemeral.get('ticket')).toBeUndefined();
  });

  it('brings a worker each message once, however many listen there, and none when nobody does', async () => {
    both = await family();
    const lists = await Promise.all(Array.from({ length: 20 }, () => listen(both.there, 'a')));
    const leaveOther = await both.there.bus.subscribe('b', ignore);
    const before = both.streams[1]!.bytesRead;
    await both.here.bus.publish('a', 'x'.repeat(10_000));
    await until(() => lists.every(({ length }) => length === 1));
    expect(both.streams[1]!.bytesRead - before).toBeLessThan(11_000);
    leaveOther();
    await both.there.ephemeral.get('the parent has received that by now');
    const after = both.streams[1]!.bytesRead;
    await both.here.bus.publish('b', 'x'.repeat(10_000));
    await both.here.ephemeral.get('and that');
    await both.there.ephemeral.get('and would have passed it on before this');
    expect(both.streams[1]!.bytesRead - after).toBeLessThan(1_000);
  });

  it('drops and counts what a worker does not read, and goes on for it and the others', async () => {
    both = await family({ maxBytes: SMALL });
    const lists = [await listen(both.here, 'a'), await listen(both.there, 'a')] as [unknown[], unknown[]];
    both.streams[1]!.pause();
    let sent = 0;
    await until(
      async () => {
        await both.here.bus.publish('a', { n: sent++, text: 'x'.repeat(10_000) });
        return both.server.dropped > 100;
      },
      { everyMs: 0 },
    );
    expect(both.parentsEnds[1]!.writableLength).toBeLessThanOrEqual(SMALL);
    await until(() => lists[0].length === sent);
    both.streams[1]!.resume();
    await until(async () => {
      await both.here.bus.publish('a', 'the end');
      return lists[1].includes('the end');
    });
    const numbers = lists[1].flatMap((message) => (message as { n?: number }).n ?? []);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(numbers.length).toBe(sent - both.server.dropped);
  });

  it('drops and counts what a parent does not read', async () => {
    both = await family({ maxBytes: SMALL });
    both.parentsEnds[0]!.pause();
    await until(
      async () => {
        await both.here.bus.publish('a', 'x'.repeat(10_000));
        return both.here.dropped > 100;
      },
      { everyMs: 0 },
    );
    expect(both.streams[0]!.writableLength).toBeLessThanOrEqual(SMALL);
  });

  const UNAVAILABLE = { code: 'UNAVAILABLE', extensions: { retryable: true } };

  it('rejects calls that wait when the parent goes, and all that come later', async () => {
    both = await family();
    both.parentsEnds[0]!.pause();
    const waiting = [both.here.ephemeral.get('a'), both.here.bus.subscribe('a', ignore)];
    await turn();
    both.parentsEnds[0]!.destroy();
    for (const call of waiting) await expect(call).rejects.toMatchObject(UNAVAILABLE);
    await expect(both.here.ephemeral.increment('a', 1)).rejects.toMatchObject(UNAVAILABLE);
    await expect(both.here.bus.subscribe('b', ignore)).rejects.toMatchObject(UNAVAILABLE);
    await both.here.bus.publish('a', 'for nobody');
    await both.there.ephemeral.set('a', 'others go on', 1_000);
  });

  it('rejects calls without a response in time, and those beyond what may wait', async () => {
    both = await family({ timeoutMs: 500, maxCalls: 3 });
    both.parentsEnds[0]!.pause();
    const ends = await Promise.allSettled(Array.from({ length: 4 }, (_, n) => both.here.ephemeral.get(String(n))));
    const rejected = (words: string) => ({
      status: 'rejected',
      reason: { ...UNAVAILABLE, message: expect.stringContaining(words) },
    });
    expect(ends).toMatchObject([...Array<object>(3).fill(rejected('respond')), rejected('behind')]);
    both.parentsEnds[0]!.resume();
    await until(() => both.here.ephemeral.get('4').then(() => true));
  });

  it('lets what was published leave before it closes', async () => {
    both = await family();
    const received = await listen(both.there, 'a');
    for (let n = 0; n < 1_000; n++) void both.here.bus.publish('a', n);
    await both.here.close();
    await until(() => received.length === 1_000);
  });

  it('forgets a worker that goes', async () => {
    both = await family();
    await both.there.bus.subscribe('a', ignore);
    both.streams[1]!.destroy();
    await until(() => both.parentsEnds[1]!.destroyed);
    await both.here.bus.publish('a', 'for nobody');
    await both.here.ephemeral.get('the parent still answers');
    expect(both.server.dropped).toBe(0);
  });
});
