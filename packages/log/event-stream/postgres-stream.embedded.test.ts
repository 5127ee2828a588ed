import { randomUUID } from 'node:crypto';
import type { Entry } from '@parley/contracts/events';
import type { MessageId, StreamId, UserId } from '@parley/contracts/ids';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { describeEventStream } from '@parley/ports/stream/conformance';
import { append } from '../append';
import { createCommits } from '../commits';
import { postgresStream } from './postgres-stream';

const logger = pino({ level: 'silent' });

const REQUEST = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', correlationId: 'abc-1' };

/** Appends as many entries to a stream. */
async function write({ database }: FreshDatabase, stream: StreamId, count: number): Promise<Entry[]> {
  await database.query(
    'insert into log.stream_head (stream, tenant) values ($1, gen_random_uuid()) on conflict do nothing',
    [stream],
  );
  const entries = Array.from({ length: count }, () => ({
    ...{ stream, type: 'MessageCreated' as const, actor: randomUUID() as string as UserId },
    payload: { messageId: randomUUID() as string as MessageId },
  }));
  return database.transaction((tx) => append(tx, { commits: createCommits(), request: REQUEST }, entries));
}

const connect = ({ database }: FreshDatabase, to = logger) =>
  postgresStream({ database, logger: to, pollMs: 50, pauseMs: 5, maxPauseMs: 20, tries: 3 });

const newStream = () => randomUUID() as string as StreamId;

describeEventStream('PostgreSQL', async () => {
  const fresh = await freshDatabase({ poolSize: 12 });
  return {
    connect: () => connect(fresh),
    write: (stream, count) => write(fresh, stream, count),
    close: () => fresh.close(),
  };
});

describe('the event stream on PostgreSQL', () => {
  let fresh: FreshDatabase;
  beforeEach(async () => {
    fresh = await freshDatabase({ poolSize: 12 });
  });
  afterEach(() => fresh.close());

  it('gives offsets without holes, whoever publishes at the same time, and one record to an entry', async () => {
    const stream = connect(fresh);
    const written = await Promise.all(Array.from({ length: 8 }, () => write(fresh, newStream(), 25)));
    await Promise.all(
      [...written, ...written].flatMap((entries) => [stream.publish(entries.slice(0, 9)), stream.publish(entries)]),
    );
    const partitions = await fresh.database.query<{ records: number; last: number; head: number }>(
      `select count(*) as records, max(r."offset") as last, h."offset" as head
       from event_stream.record r join event_stream.head h using (partition) group by partition, h."offset"`,
    );
    expect(partitions.reduce((sum, { records }) => sum + records, 0)).toBe(200);
    for (const { records, last, head } of partitions) expect([last, head]).toEqual([records, records]);
  });

  it('puts entries of a type or version that it does not know aside, and goes on', async () => {
    const lines: { seq?: number; correlationId?: string }[] = [];
    const destination = { write: (line: string) => void lines.push(JSON.parse(line) as object) };
    const stream = connect(fresh, pino({ level: 'error' }, destination));
    const id = newStream();
    const entries = await write(fresh, id, 4);
    await fresh.database.query(`update log.entry set type = 'MessageSung' where seq = 1`);
    await fresh.database.query(`update log.entry set version = 99 where seq = 2`);
    await fresh.database.query(`update log.entry set payload = '{"messageId": 7}' where seq = 3`);
    const heard: number[] = [];
    const consumer = stream.consumer('group', async (batch) => void heard.push(...batch.map(({ seq }) => seq)));
    await consumer.start();
    await stream.publish(entries);
    await until(() => heard.includes(4));
    await consumer.stop();
    expect(heard).toEqual([4]);
    const letters = await fresh.database.query<{ seq: number }>(
      'select seq from event_stream.dead_letter order by seq',
    );
    expect(letters.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(lines.map(({ seq, correlationId }) => [seq, correlationId])).toEqual(
      [1, 2, 3].map((seq) => [seq, REQUEST.correlationId]),
    );
  });

  it('hands a batch over again when the member dies before its position moved', async () => {
    const stream = connect(fresh);
    const killSessionThatHoldsThePosition = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction'`;
    const heard: number[][] = [];
    const consumer = stream.consumer('group', async (batch) => {
      heard.push(batch.map(({ seq }) => seq));
      if (heard.length === 1) await fresh.database.query(killSessionThatHoldsThePosition);
    });
    await consumer.start();
    await stream.publish(await write(fresh, newStream(), 2));
    await until(() => heard.length === 2);
    await consumer.stop();
    expect(heard).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('keeps records until they are old and every group has worked on them', async () => {
    const stream = connect(fresh);
    await stream.publish(await write(fresh, newStream(), 10));
    const count = async () =>
      (await fresh.database.query<{ n: number }>('select count(*) as n from event_stream.record'))[0]!.n;
    const expire = async (before: string) => fresh.database.query(`select event_stream.expire(${before}, 4)`);
    const consumer = stream.consumer('group', async () => undefined);
    await consumer.start();
    await until(
      async () => (await fresh.database.query('select from event_stream.position where "offset" = 10')).length === 1,
    );
    await consumer.stop();
    await fresh.database.query(`insert into event_stream.position select 'slow', partition, 6 from event_stream.head`);
    await expire(`now() - interval '1 hour'`);
    expect(await count()).toBe(10);
    await expire('now()');
    expect(await count()).toBe(6);
    await expire('now()');
    expect(await count()).toBe(4);
    await expire('now()');
    expect(await count()).toBe(4);
  });
});
