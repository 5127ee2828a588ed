import { randomUUID } from 'node:crypto';
import type { NewEntry } from '@parley/contracts/events';
import type { ConversationId, MessageId, StreamId, TenantId } from '@parley/contracts/ids';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import fc from 'fast-check';
import pino from 'pino';
import { append } from './append';
import { createCommits } from './commits';
import { createLogReads } from './log-reads';
import { readEntries, readHeads } from './read';
import { logRetention } from './retention';
import { createStream } from './streams';

const logger = pino({ level: 'silent' });
const DAY_MS = 86_400_000;
const newMessage = (stream: StreamId): NewEntry => ({
  stream,
  type: 'MessageCreated',
  actor: null,
  payload: { messageId: randomUUID() as MessageId },
});

describe('the retention of the log', () => {
  let fresh: FreshDatabase;
  beforeAll(async () => {
    fresh = await freshDatabase();
  });
  afterAll(() => fresh.close());

  /** A stream whose entries are so many days old each; nobody has still to be told of them. */
  async function aged(days: readonly number[]): Promise<ConversationId> {
    const { database } = fresh;
    const stream = randomUUID() as ConversationId;
    await createStream(database, { stream, tenant: randomUUID() as TenantId });
    const entries = days.map(() => newMessage(stream));
    await database.transaction((tx) => append(tx, { commits: createCommits() }, entries));
    await database.query('delete from log.outbox where stream = $1', [stream]);
    await database.query(
      `update log.entry e set at = now() - days * interval '1 day'
       from unnest($2::int[]) with ordinality d(days, seq) where e.stream = $1 and e.seq = d.seq`,
      [stream, days],
    );
    return stream;
  }

  async function retain(options: Partial<Parameters<typeof logRetention>[0]>): Promise<void> {
    const { database } = fresh;
    const run = logRetention({ database, logger, keepMs: 30 * DAY_MS, keepEntries: 0, ...options });
    await run({ id: 'job', data: null }, () => false);
    expect(await leftToDelete(options)).toBe(0);
  }

  /** Streams whose oldest entry may go. */
  async function leftToDelete({ keepEntries = 0, keepMs = 30 * DAY_MS }): Promise<number> {
    const streams = await fresh.database.query(
      `select from log.stream_head h join log.entry e on e.stream = h.stream and e.seq = h.first_seq
       where e.at < $1 and e.seq <= h.seq - $2
         and not exists (select from log.outbox o where o.stream = e.stream and o.seq = e.seq)
         and not exists (select from log.dead_letter d where d.stream = e.stream and d.seq = e.seq)
         and not exists (select from event_stream.record r where r.stream = e.stream and r.seq = e.seq)`,
      [new Date(Date.now() - keepMs), keepEntries],
    );
    return streams.length;
  }

  const headOf = async (stream: StreamId) => (await readHeads(fresh.database, [stream])).get(stream)!;
  async function kept(stream: StreamId): Promise<number[]> {
    const rows = await fresh.database.query<{ seq: number }>(
      'select seq from log.entry where stream = $1 order by seq',
      [stream],
    );
    return rows.map(({ seq }) => seq);
  }

  it('deletes what is older, in batches, and says from where on it is kept', async () => {
    const stream = await aged([90, 80, 70, 60, 31, 29, 2, 1]);
    const quiet = await aged([50, 40]);
    await retain({ batch: 2, streams: 1 });
    expect(await kept(stream)).toEqual([6, 7, 8]);
    expect(await headOf(stream)).toMatchObject({ firstSeq: 6, seq: 8 });
    expect(await headOf(quiet)).toMatchObject({ firstSeq: 3, seq: 2 });
    const again = await fresh.database.transaction((tx) =>
      append(tx, { commits: createCommits() }, [newMessage(quiet)]),
    );
    expect(again[0]!.seq).toBe(3);
  });

  it('keeps the newest of each stream however old', async () => {
    const stream = await aged([90, 80, 70, 60]);
    const short = await aged([90, 80]);
    await retain({ keepEntries: 3 });
    expect([await kept(stream), await kept(short)]).toEqual([
      [2, 3, 4],
      [1, 2],
    ]);
  });

  it('stops before an entry that is younger than those behind it: positions have no hole', async () => {
    const stream = await aged([90, 10, 80, 70]);
    await retain({});
    expect(await kept(stream)).toEqual([2, 3, 4]);
  });

  it.each([
    [
      'the relay has not moved',
      'insert into log.outbox (shard, stream, seq) select log.shard_of($1::uuid), $1::uuid, 2',
    ],
    ['the relay has parked', `insert into log.dead_letter (stream, seq, error) values ($1, 2, 'unreadable')`],
    ['the event stream has a record of', 'select event_stream.publish(array[$1::uuid], array[2::bigint])'],
  ])('keeps what %s, and all after it', async (_, hold) => {
    const stream = await aged([90, 80, 70]);
    await fresh.database.query(hold, [stream]);
    await retain({});
    expect(await kept(stream)).toEqual([2, 3]);
  });

  it('is told of by reading: from each position all that came after it, or that it is not there', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 }),
        fc.nat(5),
        fc.integer({ min: 1, max: 4 }),
        async (days, keepEntries, batch) => {
          const stream = await aged(days);
          await retain({ keepEntries, batch });
          const head = await headOf(stream);
          for (let after = 0; after <= head.seq; after++) {
            const entries = await readEntries(createLogReads({ primary: fresh.database }), head, { after, first: 100 });
            const rest = Array.from({ length: head.seq - after }, (_, n) => after + 1 + n);
            if (after + 1 < head.firstSeq) expect(entries).toBeUndefined();
            else expect(entries?.map(({ seq }) => seq)).toEqual(rest);
          }
          const young = days.findIndex((age) => age < 30);
          expect(head.firstSeq).toBe(
            Math.min(young < 0 ? Infinity : young + 1, Math.max(1, days.length - keepEntries + 1)),
          );
        },
      ),
      { numRuns: 20 },
    );
  });
});
