import { randomUUID } from 'node:crypto';
import type { Entry } from '@parley/contracts/events';
import type { StreamId } from '@parley/contracts/ids';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { describeEventStream } from './conformance';
import { postgresStream } from './postgres';

const log = pino({ level: 'silent' });
const ACTOR = randomUUID();
const CORRELATION_ID = 'abc-1';
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Entries as an action appends them: the port may not know packages/log. */
async function write({ database }: FreshDatabase, stream: StreamId, count: number): Promise<Entry[]> {
  await database.query(
    'insert into log.stream_head (stream, tenant) values ($1, gen_random_uuid()) on conflict do nothing',
    [stream],
  );
  const payloads = Array.from({ length: count }, () => ({ messageId: randomUUID() }));
  const placed = await database.query<Entry & { n: number; messages: number }>(
    'select * from log.append($1::uuid[], $2::text[], 1, $3::uuid[], $4::jsonb[], $5::boolean[], $6::text[], $7::text[])',
    [
      payloads.map(() => stream),
      payloads.map(() => 'MessageCreated'),
      payloads.map(() => ACTOR),
      payloads.map((payload) => JSON.stringify(payload)),
      payloads.map(() => true),
      payloads.map(() => TRACE),
      payloads.map(() => CORRELATION_ID),
    ],
  );
  return placed.map(
    ({ n, messages: _messages, ...place }) =>
      ({
        ...{ ...place, type: 'MessageCreated', version: 1, actor: ACTOR, payload: payloads[n - 1] },
        ...{ trace: TRACE, correlationId: CORRELATION_ID },
      }) as Entry,
  );
}

const connect = ({ database }: FreshDatabase, to = log) =>
  postgresStream({ database, log: to, pollMs: 50, pauseMs: 5, maxPauseMs: 20, tries: 3 });

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

  it('puts entries of a type or version that it does not know aside, and goes on (FAULTS 34)', async () => {
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
      [1, 2, 3].map((seq) => [seq, CORRELATION_ID]),
    );
  });

  it('hands a batch over again when the member dies before its position moved (FAULTS 32)', async () => {
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
