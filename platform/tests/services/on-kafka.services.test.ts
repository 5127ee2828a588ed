import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { serviceUrl } from '@parley/testing/services';
import { until } from '@parley/testing/until';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { parley } from '../../testing/parley-command';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const SEARCH = 'query ($text: String!) { searchMessages(query: $text) { edges { node { message { text } } } } }';

/** No more often than a person may search. */
const SEARCHING = { everyMs: 250 };

// commands are processes of their own
describe('a platform whose event stream is on Kafka', () => {
  let environment: { KAFKA_BROKERS: string; KAFKA_PREFIX: string; KAFKA_PARTITIONS: string };
  let platform: RunningPlatform;
  let client: TestClient;

  beforeAll(async () => {
    environment = {
      KAFKA_BROKERS: new URL(serviceUrl('kafka')).host,
      KAFKA_PREFIX: `test-${randomUUID()}`,
      KAFKA_PARTITIONS: '3',
    };
    platform = await runningPlatform(environment);
    client = await platform.person('Ann');
  });
  afterAll(() => platform.close());

  const dlq = async (...args: string[]) => {
    const ended = await parley({ ...environment, DATABASE_URL: platform.databaseUrl }, 'dlq', ...args);
    return (ended.output + ended.complaint).trim();
  };
  const found = async (text: string) =>
    (await value(client.request<Record<string, { edges: unknown[] }>>(SEARCH, { text }))).edges.length;

  it('finds what was sent, and says that it is there', async () => {
    const id = await createConversation(client);
    await sendMessage(client, id, 'a woozle');
    await until(async () => (await found('woozle')) === 1, SEARCHING);
    const ready = (await (await fetch(`${platform.url}/readyz`)).json()) as { dependencies: Record<string, unknown> };
    expect(ready.dependencies['event stream']).toEqual({ ok: true, note: 'on Kafka' });
    const lag = /^parley_stream_lag_entries\{group="search"\} 0$/m;
    await until(async () => lag.test(await (await fetch(`${platform.url}/metrics`)).text()));
    expect(await platform.database.query('select from event_stream.record')).toEqual([]);
  });

  it('34: an indexer that fails at one message takes that one once it is mended', async () => {
    const id = await createConversation(client);
    await platform.database.query(
      `alter table search.message add constraint mended check (text not like '%heffalump%')`,
    );
    await sendMessage(client, id, 'a heffalump');
    await sendMessage(client, id, 'a jagular');
    await until(async () => (await found('jagular')) === 1, SEARCHING);
    expect(await found('heffalump')).toBe(0);
    await platform.database.query('alter table search.message drop constraint mended');
    await until(async () => (await found('heffalump')) === 1, SEARCHING);
    expect(await dlq('list')).toBe('outbox  0\nsearch  0');
    const metrics = await (await fetch(`${platform.url}/metrics`)).text();
    expect(metrics).toMatch(/^parley_stream_put_off_total\{group="search"\} [1-9]/m);
    expect(metrics).toMatch(/^parley_stream_handle_duration_seconds_count\{.*outcome="failed"\} [1-9]/m);
    expect(metrics).toMatch(/^parley_stream_dead_letter_entries\{group="search"\} 0$/m);
  });

  it('has what nobody can read among the dead letters, to be seen and replayed', async () => {
    const bare = new Kafka({ brokers: [environment.KAFKA_BROKERS], logLevel: logLevel.NOTHING }).producer({
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await bare.connect();
    await bare.send({ topic: `${environment.KAFKA_PREFIX}.entries`, messages: [{ key: 'x', value: 'no JSON' }] });
    await bare.disconnect();
    const listed = await until(async () => /^\d+\/\d+(?=  .*JSON)/.exec(await dlq('list', 'search'))?.[0], {
      ...{ everyMs: 200 },
    });
    expect(JSON.parse(await dlq('show', 'search', listed))).toMatchObject({ id: listed, value: 'no JSON' });
    expect(await dlq('replay', 'search', '--all')).toBe('1 will be tried again');
    await until(async () => (await dlq('list')) === 'outbox  0\nsearch  1', { everyMs: 500 });
  });

  it('does not start in production without its topics, and names them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'parley-kafka-'));
    const { code, complaint } = await parley(
      {
        ...{ ...environment, KAFKA_PREFIX: `test-${randomUUID()}`, DATABASE_URL: platform.databaseUrl },
        ...{
          PARLEY_ENV: 'production',
          PORT: '0',
          HOST: '127.0.0.1',
          PARLEY_DATA: folder,
          SUBGRAPH_SECRET: 'x'.repeat(32),
          SIGNING_KEYS: JSON.stringify([generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })]),
        },
      },
      ...['serve', '--roles', 'workers'],
    );
    await rm(folder, { recursive: true });
    expect(code).toBe(1);
    expect(complaint).toMatch(/^parley: Kafka lacks the topics test-.*\.entries, .*parley topics apply/);
  });
});
