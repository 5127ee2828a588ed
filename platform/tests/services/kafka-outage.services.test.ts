import { randomUUID } from 'node:crypto';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { faultyLink, type FaultyLink } from '@parley/testing/faulty-link';
import { serviceUrl } from '@parley/testing/services';
import { until } from '@parley/testing/until';
import { Kafka, logLevel } from 'kafkajs';
import { listen, numbers, type Listener } from '../../testing/listener';
import { metric } from '../../testing/metric';
import { readinessOf } from '../../testing/readiness';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';
import { workersProcess, type WorkersProcess } from '../../testing/workers-process';

const SEARCH = `query ($text: String!, $id: ID!) {
  searchMessages(query: $text, first: 100, filter: { conversationIds: [$id] }) { edges { node { message { text } } } }
}`;
const EDIT = 'mutation ($input: EditMessageInput!) { editMessage(input: $input) { id } }';
const DELETE = 'mutation ($id: ID!) { deleteMessage(messageId: $id) { id } }';
const STREAM = 'event stream';
const CONVERSATIONS = 3;
const PATIENT = { timeoutMs: 120_000, everyMs: 100 };

interface Found {
  edges: { node: { message: { text: string } } }[];
}
interface Place {
  stream: string;
  seq: number;
}

describe('a platform without Kafka', () => {
  let link: FaultyLink;
  let prefix: string;
  let platform: RunningPlatform;
  let workers: WorkersProcess;
  let ann: TestClient;
  let bob: TestClient;
  let ids: string[];
  let ears: Listener[];
  let rounds: number;

  beforeAll(async () => {
    link = await faultyLink(serviceUrl('kafka-linked'), { at: new URL(serviceUrl('kafka-link')).host });
    await link.cut();
    prefix = `test-${randomUUID()}`;
    const kafka = { KAFKA_BROKERS: new URL(link.url).host, KAFKA_PREFIX: prefix, KAFKA_PARTITIONS: '3' };
    platform = await runningPlatform(kafka);
    workers = await workersProcess({ ...kafka, DATABASE_URL: platform.databaseUrl });
    [ann, bob] = [await platform.person('Ann'), await platform.person('Bob')];
    const conversations = Array.from({ length: CONVERSATIONS }, () => createConversation(ann, { members: [bob] }));
    ids = await Promise.all(conversations);
    ears = ids.map((id) => listen(platform.url, bob.token, { id, after: 0 }));
    rounds = 0;
  });
  afterAll(async () => {
    await link.mend();
    for (const { socket } of ears) socket.close();
    expect(await workers.close()).toBe(0);
    await platform.close();
    await link.close();
  });

  /** Says something in each conversation, changes what was said, and takes something back. */
  async function act(): Promise<void> {
    const round = ++rounds;
    const inOne = async (id: string) => {
      await sendMessage(ann, id, `heron ${round}`);
      const said = await sendMessage(bob, id, `plover ${round}`);
      await value(bob.request(EDIT, { input: { messageId: said.id, expectedRevision: 1, text: `dunlin ${round}` } }));
      await value(ann.request(DELETE, { id: (await sendMessage(ann, id, `curlew ${round}`)).id }));
    };
    await Promise.all(ids.map(inOne));
  }
  async function several(times: number): Promise<void> {
    for (let n = 0; n < times; n++) await act();
  }
  const roundsFound = async (id: string, text: string): Promise<number[]> => {
    const { edges } = await value(ann.request<Record<string, Found>>(SEARCH, { id, text }));
    return edges.map(({ node }) => Number(node.message.text.split(' ')[1])).sort((one, other) => one - other);
  };
  /** Is exactly what was said until some round found, as it is now? */
  async function finds(last: number): Promise<boolean> {
    const expected = { heron: numbers(1, last), dunlin: numbers(1, last), plover: [], curlew: [] };
    for (const id of ids)
      for (const [text, found] of Object.entries(expected))
        if ((await roundsFound(id, text)).join() !== found.join()) return false;
    return true;
  }
  const headOf = async (id: string): Promise<number> => {
    const query = 'select max(seq)::int as head from log.entry where stream = $1';
    return (await platform.database.query<{ head: number }>(query, [id]))[0]!.head;
  };
  /** Has everything that happened been delivered, once and in order? */
  async function isDelivered(): Promise<boolean> {
    const heads = await Promise.all(ids.map(headOf));
    return ears.every(({ seqs }, n) => seqs.join() === numbers(1, heads[n]!).join());
  }
  /** Do both say that it is there, or both that it is not? */
  async function isReported(there: boolean): Promise<boolean> {
    const [whole, apart] = [await readinessOf(platform.url), await readinessOf(workers.url)];
    expect(whole).toMatchObject({ status: 200, ok: true });
    expect(apart).toMatchObject(apart.ok ? { status: 200 } : { status: 503 });
    expect(apart.ok).toBe(apart.dependencies[STREAM]!.ok);
    return [whole, apart].every(({ dependencies }) => dependencies[STREAM]!.ok === there);
  }
  const failures = () => metric(platform.url, 'parley_relay_failures_total');
  const waiting = () => metric(platform.url, 'parley_outbox_entries');

  /** All entries of the conversations that Kafka has, in its order; asked around the link. */
  async function published(): Promise<Place[]> {
    const places: Place[] = [];
    const kafka = new Kafka({ brokers: [new URL(serviceUrl('kafka')).host], logLevel: logLevel.NOTHING });
    const [reader, admin] = [kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 }), kafka.admin()];
    const topic = `${prefix}.entries`;
    await Promise.all([reader.connect(), admin.connect()]);
    const total = (await admin.fetchTopicOffsets(topic)).reduce((sum, { high }) => sum + Number(high), 0);
    await reader.subscribe({ topics: [topic], fromBeginning: true });
    await reader.run({
      eachMessage: async ({ message }) => void places.push(JSON.parse(String(message.value)) as Place),
    });
    await until(() => places.length === total, PATIENT);
    await Promise.all([reader.disconnect(), admin.disconnect()]);
    return places.filter(({ stream }) => ids.includes(stream));
  }

  it('starts, says so, and makes its topics once it is there', async () => {
    await until(() => isReported(false), PATIENT);
    expect((await readinessOf(platform.url)).dependencies[STREAM]!.reason).toMatch('Kafka can not do it now');
    await act();
    await until(isDelivered, PATIENT);
    expect(await finds(0)).toBe(true);
    await link.mend();
    await until(() => finds(1), PATIENT);
    await until(() => isReported(true), PATIENT);
  });

  it('goes on when it falls silent and is gone, and all of it arrives once it is back', async () => {
    await until(async () => (await waiting()) === 0, PATIENT);
    const failed = await failures();
    await Promise.all([several(5), link.silence()]);
    await until(() => isReported(false), PATIENT);
    await Promise.all([several(5), link.cut()]);
    await until(async () => (await failures()) > failed + 3, PATIENT);
    await act();
    await until(isDelivered, PATIENT);
    await until(async () => (await waiting()) > ids.length, PATIENT);
    await until(async () => (await metric(platform.url, 'parley_outbox_oldest_age_seconds')) > 1, PATIENT);
    expect(await finds(rounds)).toBe(false);

    await Promise.all([several(5), link.mend()]);
    await until(() => finds(rounds), PATIENT);
    await until(() => isReported(true), PATIENT);
    await until(async () => (await waiting()) === 0, PATIENT);
    const lag = /^parley_stream_lag_entries\{group="search"\} 0$/m;
    await until(async () => lag.test(await (await fetch(`${platform.url}/metrics`)).text()), PATIENT);
    const places = await published();
    for (const id of ids) {
      const seqs = new Set(places.flatMap(({ stream, seq }) => (stream === id ? seq : [])));
      expect([...seqs]).toEqual(numbers(1, await headOf(id)));
    }
    expect(await platform.database.query('select from log.dead_letter')).toEqual([]);
  });
});
