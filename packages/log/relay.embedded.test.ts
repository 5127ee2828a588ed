import { randomUUID } from 'node:crypto';
import type { Entry, NewEntry } from '@parley/contracts/events';
import type { ConversationId, MessageId, StreamId, TenantId } from '@parley/contracts/ids';
import type { EventStream } from '@parley/ports/stream/event-stream';
import { postgresStream } from '@parley/log/event-stream/postgres-stream';
import type { Service } from '@parley/runtime/service';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { append } from './append';
import { createStream } from './streams';
import { createCommits, type Commits } from './commits';
import { outboxLetters } from './outbox-letters';
import { createRelay } from './relay';

const logger = pino({ level: 'silent' });
const id = <T extends string>() => randomUUID() as string as T;

const message = (stream: StreamId): NewEntry => ({
  stream,
  type: 'MessageCreated',
  actor: null,
  payload: { messageId: id<MessageId>() },
});

/** An event stream that remembers what it was given, and can be down. */
function recorder() {
  const published: Entry[] = [];
  let down = false;
  const stream: EventStream = {
    async publish(entries) {
      if (down) throw new Error('the event stream is down');
      published.push(...entries);
    },
    consumer: () => {
      throw new Error('not asked for here');
    },
  };
  return {
    stream,
    published,
    setDown: (value: boolean) => void (down = value),
    positions: (of: StreamId) => published.filter(({ stream: at }) => at === of).map(({ seq }) => seq),
  };
}

describe('the relay', () => {
  let fresh: FreshDatabase;
  let commits: Commits;
  const running: Service[] = [];

  beforeEach(async () => {
    fresh = await freshDatabase({ poolSize: 16 });
    commits = createCommits();
  });
  afterEach(async () => {
    for (const service of running.splice(0)) await service.stop();
    await fresh.close();
  });

  async function relay(
    stream: EventStream,
    options: Partial<Parameters<typeof createRelay>[0]> = {},
  ): Promise<Service> {
    const service = createRelay({
      database: fresh.database,
      commits,
      logger,
      stream,
      pollMs: 50,
      pauseMs: 5,
      maxPauseMs: 20,
      ...options,
    });
    running.push(service);
    await service.start();
    return service;
  }
  async function newStreams(count: number): Promise<ConversationId[]> {
    const streams = Array.from({ length: count }, () => id<ConversationId>());
    for (const stream of streams) await createStream(fresh.database, { stream, tenant: id<TenantId>() });
    return streams;
  }
  const write = (...streams: StreamId[]) =>
    fresh.database.transaction((tx) => append(tx, { commits }, streams.map(message)));
  const pointers = () => fresh.database.query('select from log.outbox');

  it('brings what was appended to the event stream, and empties the outbox', async () => {
    const { stream, published } = recorder();
    await relay(stream);
    const [conversation] = await newStreams(1);
    const entries = await write(conversation!, conversation!);
    await until(() => published.length === 2);
    expect(published).toEqual(entries);
    await until(async () => (await pointers()).length === 0);
  });

  it('is woken by a commit, and does not wait for polling', async () => {
    const { stream, published } = recorder();
    await relay(stream, { pollMs: 3_600_000 });
    const [conversation] = await newStreams(1);
    for (let n = 1; n <= 3; n++) {
      await write(conversation!);
      await until(() => published.length === n);
    }
  });

  it('publishes a few entries of many streams with the statements of one', async () => {
    const { stream, published } = recorder();
    const streams = await newStreams(12);
    await write(...streams);
    const before = fresh.database.statements;
    const service = await relay(stream, { pollMs: 3_600_000 });
    await until(() => published.length === 12);
    await service.stop();
    expect(fresh.database.statements - before).toBeLessThan(12);
    expect(await pointers()).toEqual([]);
  });

  it('finds by polling what another process appended', async () => {
    const { stream, published } = recorder();
    await relay(stream, { commits: createCommits() });
    const [conversation] = await newStreams(1);
    await write(conversation!);
    await until(() => published.length === 1);
  });

  it('keeps the order of each stream under concurrent writers and several relays, in small batches', async () => {
    const { stream, published, positions } = recorder();
    for (let n = 0; n < 3; n++) await relay(stream, { batch: 7, concurrency: 2 });
    const conversations = await newStreams(12);
    const writer = async (first: number) => {
      for (let n = 0; n < 20; n++) await write(conversations[(first + n) % 12]!, conversations[(first * n) % 12]!);
    };
    await Promise.all([1, 2, 3, 4, 5, 6].map(writer));
    await until(() => published.length === 240);
    for (const conversation of conversations) {
      const seqs = positions(conversation);
      expect(seqs).toEqual(seqs.map((_, n) => n + 1));
    }
  });

  it('does not let a busy stream keep the others of its shard waiting', async () => {
    const { stream, published } = recorder();
    const conversations = (await newStreams(40)).sort();
    const shards = await fresh.database.query<{ stream: ConversationId; shard: number }>(
      `select s as stream, log.shard_of(s) as shard from unnest($1::uuid[]) s order by s`,
      [conversations],
    );
    const [busy, quiet] = shards
      .map(({ stream: first, shard }) => [
        first,
        shards.find((other) => other.shard === shard && other.stream > first)?.stream,
      ])
      .find(([, other]) => other) as [ConversationId, ConversationId];
    await write(...Array<ConversationId>(50).fill(busy));
    await write(quiet);
    let busier = 0;
    const feeding: EventStream = {
      ...stream,
      // the busy stream grows as fast as it is read
      async publish(entries) {
        if (busier++ < 100 && !published.some((entry) => entry.stream === quiet))
          await write(...Array<ConversationId>(10).fill(busy));
        await stream.publish(entries);
      },
    };
    const service = await relay(feeding, { batch: 10 });
    await until(() => published.some((entry) => entry.stream === quiet));
    await service.stop();
    expect(busier).toBeLessThan(100);
  });

  it('brings an entry again when it dies between publishing and deleting; consumers hear it in order', async () => {
    const real = postgresStream({ database: fresh.database, logger, pollMs: 50 });
    const [conversation] = await newStreams(1);
    await write(conversation!, conversation!);
    let published = 0;
    let died = 0;
    const dying: EventStream = {
      ...real,
      async publish(entries) {
        await real.publish(entries);
        published += entries.length;
        if (died++ > 0) return;
        await fresh.database.query(`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and state = 'idle in transaction'`);
      },
    };
    const heard: number[] = [];
    const consumer = real.consumer('group', async (entries) => void heard.push(...entries.map(({ seq }) => seq)));
    running.push(consumer);
    await consumer.start();
    await relay(dying);
    await write(conversation!);
    await until(() => heard.includes(3));
    await until(async () => (await pointers()).length === 0);
    expect(published).toBeGreaterThan(3);
    expect([...new Set(heard)]).toEqual([1, 2, 3]);
  });

  it('loses nothing while the event stream is down, and does not park for it', async () => {
    const { stream, published, setDown, positions } = recorder();
    setDown(true);
    await relay(stream);
    const conversations = await newStreams(3);
    for (let n = 0; n < 5; n++) await write(...conversations);
    expect(await pointers()).toHaveLength(15);
    setDown(false);
    await until(() => published.length >= 15);
    for (const conversation of conversations) expect(positions(conversation)).toEqual([1, 2, 3, 4, 5]);
    expect(await fresh.database.query('select from log.dead_letter')).toEqual([]);
  });

  it('parks what it cannot read, goes on with the rest, and brings it when an operator replays it', async () => {
    const { stream, positions } = recorder();
    const [conversation] = await newStreams(1);
    await write(conversation!, conversation!, conversation!);
    await fresh.database.query(`update log.entry set type = 'MessageSung' where seq = 2`);
    await relay(stream);
    await until(() => positions(conversation!).length === 2);
    expect(positions(conversation!)).toEqual([1, 3]);
    const letters = () =>
      fresh.database.query<{ seq: number; error: string }>('select seq, error from log.dead_letter');
    await until(async () => (await letters()).length === 1);
    expect(await letters()).toEqual([{ seq: 2, error: expect.stringContaining('MessageCreated') as string }]);
    await fresh.database.query(`update log.entry set type = 'MessageCreated' where seq = 2`);
    const parked = outboxLetters(fresh.database);
    const [letter] = await parked.list(10);
    expect(letter).toMatchObject({ id: `${conversation!}/2`, stream: conversation, seq: 2 });
    expect(await parked.find(letter!.id)).toEqual(letter);
    expect(await parked.replay([`${conversation!}/1`])).toBe(0);
    expect(await parked.count()).toBe(1);
    expect(await parked.replay([letter!.id])).toBe(1);
    await until(() => positions(conversation!).includes(2));
    expect(await letters()).toEqual([]);
  });

  it('finishes the batch under way before it stops, and works on none afterwards', async () => {
    const { stream, published } = recorder();
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    let publishing = false;
    const service = await relay({
      ...stream,
      publish: (entries) => ((publishing = true), held.then(() => stream.publish(entries))),
    });
    const [conversation] = await newStreams(1);
    await write(conversation!);
    await until(() => publishing);
    const stopped = service.stop();
    release();
    await stopped;
    expect(published).toHaveLength(1);
    expect(await pointers()).toHaveLength(0);
    await write(conversation!);
    expect(await pointers()).toHaveLength(1);
  });
});
