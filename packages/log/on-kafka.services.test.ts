import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import type { ConversationId, MessageId, StreamId, TenantId } from '@parley/contracts/ids';
import type { OperatedStream } from '@parley/ports/stream/event-stream';
import { kafkaStream, type KafkaStream } from '@parley/ports/stream/kafka/kafka';
import { kafkaTopics, type TopicOptions } from '@parley/ports/stream/kafka/topics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { Service } from '@parley/runtime/service';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { faultyLink, type FaultyLink } from '@parley/testing/faulty-link';
import { createEntryValidator } from '@parley/testing/released-events';
import { serviceUrl } from '@parley/testing/services';
import { until } from '@parley/testing/until';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import pino from 'pino';
import { append } from './append';
import { createCommits, type Commits } from './commits';
import { faultsIn, type Place } from './handled-entries.fixture';
import { createRelay } from './relay';
import { createStream } from './streams';

const logger = pino({ level: process.env.KAFKA_TEST_LOG ?? 'silent' });
const TIMINGS = {
  ...{ tries: 2, pauseMs: 5, maxPauseMs: 50, batch: 20 },
  ...{ waitMs: 50, heartbeatMs: 100, sessionMs: 6_000, rebalanceMs: 5_000 },
};

describe('the log on Kafka', () => {
  let fresh: FreshDatabase;
  let commits: Commits;
  let options: TopicOptions;
  let streams: ConversationId[];
  let appended: Map<string, number>;
  let running: Service[];
  let opened: KafkaStream[];
  let children: ChildProcess[];
  let link: FaultyLink | undefined;

  const broker = () => new URL(serviceUrl('kafka')).host;

  /** As one more process opens it; over the link if there is one. */
  function open(metrics = createMetrics()): KafkaStream {
    const linked = link && new URL(link.url);
    const stream = kafkaStream({
      brokers: [broker()],
      topics: kafkaTopics(options),
      ...(linked && {
        socketFactory: ({ onConnect }) =>
          connectSocket({ host: linked.hostname, port: Number(linked.port) }, onConnect).setNoDelay(true),
      }),
      ...{ logger, metrics, ...TIMINGS },
    });
    opened.push(stream);
    return stream;
  }

  beforeEach(async () => {
    fresh = await freshDatabase({ poolSize: 16 });
    commits = createCommits();
    options = { prefix: `test-${randomUUID()}`, partitions: 4, keepMs: 3_600_000, retryDelaysMs: [50, 100] };
    [running, opened, children, appended, link] = [[], [], [], new Map(), undefined];
    streams = Array.from({ length: 8 }, () => randomUUID() as string as ConversationId);
    const tenant = randomUUID() as string as TenantId;
    for (const stream of streams) await createStream(fresh.database, { stream, tenant });
    await open().apply(['group']);
  });
  afterEach(async () => {
    await link?.mend();
    for (const child of children) child.kill('SIGKILL');
    for (const service of running) await service.stop();
    for (const stream of opened) await stream.close();
    await link?.close();
    await fresh.close();
  });

  async function started(service: Service): Promise<Service> {
    running.push(service);
    await service.start();
    return service;
  }
  const relayOn = (stream: OperatedStream, metrics = createMetrics()) =>
    started(
      createRelay({
        database: fresh.database,
        stream,
        commits,
        logger,
        metrics,
        pollMs: 50,
        pauseMs: 5,
        maxPauseMs: 100,
      }),
    );

  /** So many entries in each of the streams. */
  async function write(each = 1): Promise<void> {
    for (let n = 0; n < each; n++) {
      const payload = () => ({ messageId: randomUUID() as string as MessageId });
      const entries = streams.map(
        (stream) => ({ stream, type: 'MessageCreated', actor: null, payload: payload() }) as const,
      );
      await fresh.database.transaction((tx) => append(tx, { commits }, entries));
    }
    for (const stream of streams) appended.set(stream, (appended.get(stream) ?? 0) + each);
  }
  const total = () => [...appended.values()].reduce((sum, count) => sum + count, 0);
  const waiting = async () => (await fresh.database.query('select from log.outbox')).length;
  const distinct = (heard: readonly Place[]) => new Set(heard.map(({ stream, seq }) => `${stream} ${seq}`)).size;

  function ear() {
    const heard: Place[] = [];
    return { heard, handle: async (entries: readonly Place[]) => void heard.push(...entries) };
  }

  /** A process that is killed at a bad moment. */
  function victim(role: 'relay' | 'consumer'): ChildProcess {
    const about = { url: fresh.url, brokers: [broker()], topics: options, timings: TIMINGS };
    const child = spawn(process.execPath, [join(__dirname, 'kafka-process.fixture.mjs'), role, JSON.stringify(about)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return child;
  }

  it('32: a relay that is killed between publishing and marking repeats, loses nothing, and keeps the order', async () => {
    await write(5);
    const [, signal] = (await once(victim('relay'), 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    expect(await waiting()).toBe(total());
    const { heard, handle } = ear();
    const stream = open();
    await started(stream.consumer('group', handle));
    await relayOn(stream);
    await write(5);
    await until(() => distinct(heard) === total());
    await until(async () => (await waiting()) === 0);
    expect(faultsIn(heard, appended)).toEqual([]);
    expect(heard.length).toBeGreaterThan(total());
  });

  it('34: while Kafka is gone, sends go on and wait in the outbox; once it is back, all arrives in order', async () => {
    link = await faultyLink(serviceUrl('kafka'));
    const metrics = createMetrics();
    const stream = open();
    const { heard, handle } = ear();
    await started(stream.consumer('group', handle));
    await relayOn(stream, metrics);
    await write(3);
    await until(() => distinct(heard) === total());

    await link.cut();
    const sample = async (name: string) =>
      Number(new RegExp(`^${name} (.*)$`, 'm').exec((await metrics.scrape()).text)?.[1]);
    for (let n = 0; n < 20; n++) await write();
    await until(async () => (await sample('parley_relay_failures_total')) > 5);
    expect(await waiting()).toBe(20 * streams.length);
    expect(await sample('parley_outbox_entries')).toBe(20 * streams.length);
    expect(await sample('parley_outbox_oldest_age_seconds')).toBeGreaterThan(0);
    await expect(stream.check(['group'])).rejects.toMatchObject({ code: 'UNAVAILABLE' });

    await link.mend();
    await write(3);
    await until(() => distinct(heard) === total());
    expect(faultsIn(heard, appended)).toEqual([]);
    await until(() => stream.check(['group']).then(() => true));
    expect(await stream.deadLetters('group').count()).toBe(0);
    expect(await fresh.database.query('select from log.dead_letter')).toEqual([]);
  });

  it('34: connections that break again and again in the middle of it lose nothing', async () => {
    link = await faultyLink(serviceUrl('kafka'));
    const stream = open();
    const { heard, handle } = ear();
    await started(stream.consumer('group', handle));
    await relayOn(stream);
    for (let n = 0; n < 12; n++) {
      await write();
      const before = distinct(heard);
      if (n % 2 === 0) await until(() => distinct(heard) > before || distinct(heard) === total());
      await Promise.all([write(2), link.cut()]);
      await link.mend();
    }
    await until(() => distinct(heard) === total());
    expect(faultsIn(heard, appended)).toEqual([]);
  });

  it('34: what cannot be read, or is of an unknown type or version, goes to the dead letters, and the group goes on', async () => {
    const stream = open();
    const { heard, handle } = ear();
    await write(1);
    await relayOn(stream);
    await until(async () => (await waiting()) === 0);
    const bare = new Kafka({ brokers: [broker()], logLevel: logLevel.NOTHING }).producer({
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await bare.connect();
    const [key] = streams;
    const entry = { stream: key, tenant: randomUUID(), epoch: randomUUID(), at: new Date(), actor: null, trace: null };
    const poison = [
      { key: key!, value: 'no JSON at all' },
      { key: key!, value: null },
      { key: key!, value: JSON.stringify({ ...entry, seq: 71, version: 1, type: 'MessageSung', payload: {} }) },
      { key: key!, value: JSON.stringify({ ...entry, seq: 72, version: 99, type: 'Void', payload: {} }) },
      {
        key: key!,
        value: JSON.stringify({ ...entry, seq: 73, version: 1, type: 'MessageCreated', payload: { messageId: 7 } }),
      },
    ];
    await bare.send({ topic: kafkaTopics(options).entries, messages: poison });
    await bare.disconnect();
    await started(stream.consumer('group', handle));
    await write(2);
    await until(() => distinct(heard) === total());
    expect(faultsIn(heard, appended)).toEqual([]);
    const letters = stream.deadLetters('group');
    await until(async () => (await letters.count()) === poison.length);
    const listed = await letters.list(10);
    expect(listed.map(({ seq }) => seq)).toEqual([undefined, undefined, 71, 72, 73]);
    const { headers } = (await letters.find(listed[3]!.id))!.details as { headers: Record<string, string> };
    expect(headers).toMatchObject({
      'origin-topic': kafkaTopics(options).entries,
      error: expect.stringContaining('99') as string,
    });
    expect(`${headers['origin-partition']}/${headers['origin-offset']}`).toBe(listed[3]!.id);
  });

  it('34: a consumer that is killed in the middle leaves what it had to another one', async () => {
    const stream = open();
    await relayOn(stream);
    await write(1);
    const child = victim('consumer');
    let said = '';
    child.stdout!.on('data', (chunk) => (said += String(chunk)));
    await until(() => said.trim().split('\n').length >= streams.length);
    await write(9);
    await until(() => / 3$/m.test(said));
    child.kill('SIGKILL');
    await once(child, 'close');
    const { heard, handle } = ear();
    heard.push(
      ...said
        .trim()
        .split('\n')
        .map((line) => ({ stream: line.split(' ')[0]!, seq: Number(line.split(' ')[1]) })),
    );
    await started(stream.consumer('group', handle));
    await until(() => distinct(heard) === total());
    expect(faultsIn(heard, appended)).toEqual([]);
  });

  it('34: members that come and go while entries are worked on share them, lose none, and keep the order', async () => {
    const stream = open();
    await relayOn(stream);
    const heard: Place[] = [];
    const members = new Map<string, number>();
    const member = (name: string) =>
      open().consumer('group', async (entries) => {
        heard.push(...entries);
        members.set(name, (members.get(name) ?? 0) + entries.length);
        await new Promise((resolve) => setTimeout(resolve, 5));
      });
    const busy = async (done: () => boolean) => {
      while (!done()) await write();
    };
    await started(member('first'));
    await busy(() => members.has('first'));
    const second = await started(member('second'));
    await busy(() => members.has('second'));
    await started(member('third'));
    await busy(() => members.has('third'));
    const left = members.get('second');
    const stopping = second.stop().then(() => members.get('second'));
    await write(10);
    expect(await stopping).toBeGreaterThanOrEqual(left!);
    const last = members.get('second');
    await until(() => distinct(heard) === total());
    expect(members.get('second')).toBe(last);
    expect(faultsIn(heard, appended)).toEqual([]);
  });

  it('says by headers what an entry is before it is read, and puts a stream where Java would', async () => {
    const stream = open();
    await relayOn(stream);
    const cause = {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      correlationId: 'abc-1',
    };
    const [id] = streams;
    const [entry] = await fresh.database.transaction((tx) =>
      append(tx, { commits, request: cause }, [
        {
          stream: id! as StreamId,
          type: 'MessageCreated',
          actor: null,
          payload: { messageId: randomUUID() as string as MessageId },
        },
      ]),
    );
    const reader = new Kafka({ brokers: [broker()], logLevel: logLevel.NOTHING }).consumer({ groupId: randomUUID() });
    await reader.connect();
    await reader.subscribe({ topics: [kafkaTopics(options).entries], fromBeginning: true });
    const read: { key: string; value: string; headers: Record<string, string> }[] = [];
    await reader.run({
      autoCommit: false,
      eachMessage: async ({ message: { key, value, headers } }) => {
        const texts = Object.entries(headers ?? {}).map(([name, one]) => [name, String(one)]);
        read.push({
          key: String(key),
          value: String(value),
          headers: Object.fromEntries(texts) as Record<string, string>,
        });
      },
    });
    await until(() => read.length === 1);
    await reader.disconnect();
    expect(read[0]).toMatchObject({
      key: id,
      headers: { type: 'MessageCreated', version: '1', tenant: entry!.tenant, ...cause },
    });
    const value = JSON.parse(read[0]!.value) as { type: string; version: number };
    expect(value).toMatchObject({ seq: 1, payload: entry!.payload });
    expect(createEntryValidator()(value)).toEqual([]);
  });
});
