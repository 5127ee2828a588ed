import { until } from '@parley/testing/until';
import fc from 'fast-check';
import type { Feed } from './outlet';
import { createSweep } from './sweep';
import { aConnection, aRoom, LINES, positions } from '../room.fixture';

/** A feed of numbers as they are put into it. */
function aFeed(): Feed & { put(...payloads: unknown[]): void } {
  const waiting: Buffer[] = [];
  return {
    queued: false,
    framing: LINES,
    next: () => waiting.shift(),
    put: (...payloads) => void waiting.push(...payloads.map((one) => Buffer.from(JSON.stringify(one)))),
  };
}

describe('a sweep', () => {
  it('writes all that is ready for a connection at once', async () => {
    const sweep = createSweep({ stuckMs: 1_000, bytesPerSecond: 1_000_000_000 });
    const client = aConnection();
    const outlet = sweep.outlet(client.transport);
    const [one, two] = [aFeed(), aFeed()];
    one.put(1, 2, 3);
    two.put('a');
    outlet.wake(one);
    outlet.wake(two);
    await until(() => client.lines.length === 4);
    expect(client.lines).toEqual([1, 2, 3, 'a']);
    expect(client.state.writes).toBe(1);
    expect([sweep.delivered, sweep.writes, sweep.queued]).toEqual([4, 1, 0]);
  });

  it('keeps frames whole and in order whatever their sizes, for connections that stall and drain', async () => {
    const step = fc.oneof(
      fc.record({ to: fc.nat(2), bytes: fc.constantFrom(1, 100, 5_000, 60_000, 200_000) }),
      fc.record({ stalls: fc.nat(2) }),
      fc.record({ drains: fc.nat(2) }),
      fc.constant('pause' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const sweep = createSweep({ stuckMs: 60_000, bytesPerSecond: 1_000_000_000 });
        const clients = positions(3).map(() => {
          const client = aConnection();
          return { client, feed: aFeed(), outlet: sweep.outlet(client.transport), sent: [] as string[] };
        });
        for (const [n, one] of steps.entries()) {
          if (one === 'pause') await new Promise(setImmediate);
          else if ('stalls' in one) clients[one.stalls]!.client.stall();
          else if ('drains' in one) clients[one.drains]!.client.drain();
          else {
            const { feed, outlet, sent } = clients[one.to]!;
            const text = `${n} ${String.fromCharCode(97 + (n % 26)).repeat(one.bytes)}`;
            sent.push(text);
            feed.put(text);
            outlet.wake(feed);
          }
        }
        for (const { client } of clients) client.drain();
        for (const { client, sent } of clients) await until(() => client.lines.length === sent.length, { everyMs: 1 });
        for (const { client, sent } of clients) expect(client.lines).toEqual(sent);
        expect(sweep.congested).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('hands a connection that does not read no more than one turn, and others go on', async () => {
    const room = await aRoom();
    const [good, stuck] = [room.reader(), room.reader()];
    stuck.stall();
    for (let n = 0; n < 2_000; n++) {
      await room.publish(room.commit({ event: 'x'.repeat(200) }));
      if (n % 50 === 0) await new Promise(setImmediate);
    }
    expect(await good.upTo(2_000)).toEqual(positions(2_000));
    expect(stuck.state.mostWaitingBytes).toBeLessThan(65_536 + 400);
    expect(room.sweep.congested).toBe(1);
    stuck.drain();
    expect(await stuck.upTo(2_000)).toEqual(positions(2_000));
    room.close();
  });

  it('lets one that fell off what is kept catch up from the log', async () => {
    const room = await aRoom({ frameBytes: 2_000 });
    const [good, slow] = [room.reader(), room.reader()];
    slow.stall();
    for (let n = 0; n < 500; n++) {
      await room.publish(room.commit());
      await new Promise(setImmediate);
    }
    await good.upTo(500);
    expect(room.budget.heldBytes).toBeLessThanOrEqual(2_000);
    slow.drain();
    expect(await slow.upTo(500)).toEqual(positions(500));
    expect(room.counts.replays).toBeGreaterThan(0);
    room.close();
  });

  it('gives a connection no more than it may have in the time, and the rest later', async () => {
    const sweep = createSweep({ stuckMs: 60_000, bytesPerSecond: 50_000 });
    const client = aConnection();
    const outlet = sweep.outlet(client.transport);
    const feed = aFeed();
    for (let n = 0; n < 3; n++) feed.put(`${n}${'x'.repeat(60_000)}`);
    outlet.wake(feed);
    await until(() => sweep.throttled === 1);
    expect(client.lines).toHaveLength(2);
    await until(() => client.lines.length === 3);
  });

  it('closes a connection that takes nothing for too long', async () => {
    const sweep = createSweep({ stuckMs: 1, bytesPerSecond: 1_000_000_000 });
    await sweep.start();
    const client = aConnection();
    client.stall();
    const outlet = sweep.outlet(client.transport);
    const feed = aFeed();
    feed.put(1);
    outlet.wake(feed);
    await until(() => sweep.closedAsTooSlow > 0);
    expect([client.state.tooSlow, sweep.closedAsTooSlow]).toEqual([1, 1]);
    expect([sweep.congested, sweep.congestedBytes]).toEqual([1, '1\n'.length]);
    client.drain();
    await until(() => sweep.congested === 0);
    expect(sweep.congestedBytes).toBe(0);
    await sweep.stop();
  });

  it('closes nobody because the process itself stood still', async () => {
    const sweep = createSweep({ stuckMs: 1_000, bytesPerSecond: 1_000_000_000 });
    await sweep.start();
    const client = aConnection();
    client.stall();
    const feed = aFeed();
    feed.put(1);
    sweep.outlet(client.transport).wake(feed);
    await until(() => sweep.congested === 1);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500);
    // timers that are due run before what a connection took is heard of
    await new Promise((resolve) => setTimeout(resolve, 10));
    client.drain();
    await until(() => sweep.congested === 0);
    expect([client.state.tooSlow, sweep.closedAsTooSlow]).toEqual([0, 0]);
    await sweep.stop();
  });
});
