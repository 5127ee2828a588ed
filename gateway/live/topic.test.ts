import type { Envelope } from '@parley/contracts/live';
import { ANONYMOUS } from '@parley/contracts/principal';
import { inProcessBus } from '@parley/ports/bus/in-process';
import fc from 'fast-check';
import pino from 'pino';
import { createStream } from './stream';
import { Topic } from './topic';

const NAME = 'log:room';
const EPOCH = 'epoch';

const envelope = (seq: number, more: Partial<Envelope> = {}): Envelope => ({
  topic: NAME,
  epoch: EPOCH,
  seq,
  event: { seq },
  ...more,
});

interface Reader {
  after?: number;
  authorizedAt?: number;
  viewer?: string;
}

/** A log that grows, and a topic that hears of it over a bus. */
async function aTopic({ position = 0 } = {}) {
  const bus = inProcessBus();
  const entries: Envelope[] = [];
  let replays = 0;
  const topic = new Topic({
    name: NAME,
    epoch: EPOCH,
    bus,
    log: pino({ level: 'silent' }),
    source: {
      async replay(after) {
        replays++;
        return { envelopes: entries.slice(after, after + 7), seq: entries.length, epoch: EPOCH };
      },
    },
  });
  await topic.open(position);
  return {
    topic,
    entries,
    get replays() {
      return replays;
    },
    commit(more: Partial<Envelope> = {}): Envelope {
      const made = envelope(entries.length + 1, more);
      entries.push(made);
      return made;
    },
    publish: (message: unknown) => bus.publish(NAME, message),
    compare: () => topic.compare({ seq: entries.length, epoch: EPOCH }),
    stream: ({ after = position, authorizedAt = after, viewer = 'ann' }: Reader = {}) =>
      createStream({
        topic,
        show: async ({ seq, event }) => ({ data: { event }, extensions: { seq } }),
        after,
        authorizedAt,
        viewer,
        authorize: async () => undefined,
        request: { principal: ANONYMOUS, correlationId: '', log: pino({ level: 'silent' }) },
        release: () => undefined,
      }),
  };
}

type Stream = ReturnType<Awaited<ReturnType<typeof aTopic>>['stream']>;

async function take(stream: Stream, count: number): Promise<unknown[]> {
  const seqs: unknown[] = [];
  while (seqs.length < count) {
    const { value, done } = (await stream.next()) as IteratorResult<{ extensions: { seq: number } }>;
    if (done) break;
    seqs.push(value.extensions.seq);
  }
  return seqs;
}

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, n) => first + n);

describe('a stream over a topic', () => {
  it('gives every event once and in order, whatever the bus drops, repeats or reorders', async () => {
    const fates = fc.array(fc.constantFrom('arrives', 'is lost', 'comes twice', 'comes late', 'comes much later'), {
      minLength: 1,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(fates, fc.nat(59), async (fate, start) => {
        const room = await aTopic();
        const early = room.stream();
        const late: Envelope[] = [];
        for (const [n, what] of fate.entries()) {
          const made = room.commit();
          if (what === 'arrives' || what === 'comes twice') await room.publish(made);
          if (what === 'comes twice') await room.publish(made);
          if (what === 'comes late' && n % 3 === 0) await room.publish(late.pop());
          if (what.startsWith('comes ') && what !== 'comes twice') late.push(made);
        }
        const resumed = room.stream({ after: Math.min(start, fate.length) });
        for (const made of late) await room.publish(made);
        room.compare();
        expect(await take(early, fate.length)).toEqual(upTo(fate.length));
        const after = Math.min(start, fate.length);
        expect(await take(resumed, fate.length - after)).toEqual(upTo(fate.length, after + 1));
        room.topic.close();
      }),
      { numRuns: 60 },
    );
  });

  it('reads the log once for all who wait at the same position', async () => {
    const room = await aTopic();
    for (let n = 0; n < 5; n++) room.commit();
    const streams = Array.from({ length: 50 }, () => room.stream());
    room.compare();
    for (const seqs of await Promise.all(streams.map((stream) => take(stream, 5)))) expect(seqs).toEqual(upTo(5));
    expect(room.replays).toBeLessThanOrEqual(2);
    room.topic.close();
  });

  it('ends with NOT_FOUND for whom an envelope cuts, and goes on for the others', async () => {
    const room = await aTopic();
    const ann = room.stream({ viewer: 'ann' });
    const bob = room.stream({ viewer: 'bob' });
    await room.publish(room.commit());
    expect(await take(ann, 1)).toEqual([1]);
    await room.publish(room.commit({ cuts: { viewer: 'ann' } }));
    await room.publish(room.commit());
    await expect(take(ann, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await ann.next()).toEqual({ done: true, value: undefined });
    expect(await take(bob, 3)).toEqual([1, 2, 3]);
    room.topic.close();
  });

  it('cuts at once, also when the envelope comes before its turn and when the bus lost it', async () => {
    for (const lost of [false, true]) {
      const room = await aTopic();
      const ann = room.stream();
      room.commit();
      const cut = room.commit({ cuts: { viewer: 'ann' } });
      if (lost) room.compare();
      else await room.publish(cut);
      await expect(take(ann, 2)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      room.topic.close();
    }
  });

  it('does not cut who came back and was authorized after the cut', async () => {
    const room = await aTopic();
    room.commit({ cuts: { viewer: 'ann' } });
    room.commit();
    const ann = room.stream({ after: 0, authorizedAt: 2 });
    await room.publish(room.entries[0]);
    await room.publish(room.entries[1]);
    expect(await take(ann, 2)).toEqual([1, 2]);
    room.topic.close();
  });

  it('reads again what was not shown yet when something was deleted', async () => {
    const room = await aTopic();
    const ann = room.stream();
    await room.publish(room.commit({ event: 'secret' }));
    room.entries[0] = envelope(1, { event: 'nothing' });
    await room.publish(room.commit({ purges: true, event: 'deleted' }));
    await new Promise(setImmediate);
    const first = (await ann.next()).value as { data: { event: unknown } };
    expect(first.data.event).toBe('nothing');
    room.topic.close();
  });

  it('tells to resync when the log starts anew', async () => {
    const room = await aTopic();
    const ann = room.stream();
    room.topic.compare({ seq: 0, epoch: 'another' });
    await expect(take(ann, 1)).rejects.toMatchObject({ code: 'RESYNC_REQUIRED' });
    room.topic.close();
  });

  it('ends at once on return, also while it waits', async () => {
    const room = await aTopic();
    const ann = room.stream();
    const waiting = ann.next();
    expect(await ann.return()).toEqual({ done: true, value: undefined });
    expect(await waiting).toEqual({ done: true, value: undefined });
    room.topic.close();
  });
});
