import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UNITS, type DeclaredMetric } from '@parley/runtime/metrics/metrics';
import { createProcessMetrics } from '@parley/runtime/metrics/prom-registry';
import { createConversation, sendMessage } from '@parley/testing/acting';
import { post } from '@parley/testing/client';
import { freshDatabase } from '@parley/testing/database';
import { freePort } from '@parley/testing/free-port';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { createPlatform } from '../../platform';
import type { ProcessRoles } from '../../roles';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';
import { parseSettings } from '../../settings';

let platform: RunningPlatform;
beforeAll(async () => {
  platform = await runningPlatform();
});
afterAll(() => platform.close());

const scrape = async (): Promise<string> => (await fetch(`${platform.url}/metrics`)).text();

/** The sum of the samples of this name that have these labels. */
function sampled(text: string, name: string, labels: Record<string, string> = {}): number | undefined {
  const wanted = Object.entries(labels).map(([label, is]) => `${label}="${is}"`);
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const found = lines.filter((line) => wanted.every((label) => line.includes(label)));
  return found.length > 0 ? found.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0) : undefined;
}

it('tells what a sign-in and sends did', async () => {
  const account = { tenant: 'demo', email: 'grace@example.org', password: randomUUID() };
  const signUp = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken } }';
  await post(platform.url, { query: signUp, variables: { input: { ...account, displayName: 'Grace' } } });
  const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }';
  await post(platform.url, { query: signIn, variables: { input: account } });
  await post(platform.url, { query: signIn, variables: { input: { ...account, password: 'wrong' } } });
  const client = await platform.person();
  const conversation = await createConversation(client);
  for (const text of ['one', 'two', 'three']) await sendMessage(client, conversation, text);

  const indexed = async () => {
    const text = await scrape();
    const isPublished = sampled(text, 'parley_live_published_total', { outcome: 'done' })! >= 4;
    return sampled(text, 'parley_search_indexed_documents_total') === 3 && isPublished && text;
  };
  const done = await until(indexed);
  const mutations = { server: 'gateway', method: 'POST', route: '/graphql', operation: 'mutation', status: '2xx' };
  const expected: [string, Record<string, string>, number][] = [
    ['parley_http_request_duration_seconds_count', mutations, 8],
    ['parley_actions_total', { action: 'signIn', outcome: 'done' }, 1],
    ['parley_actions_total', { action: 'signIn', outcome: 'UNAUTHENTICATED' }, 1],
    ['parley_actions_total', { action: 'sendMessage', outcome: 'done' }, 3],
    ['parley_graphql_errors_total', { code: 'UNAUTHENTICATED' }, 1],
    ['parley_lane_batch_items_sum', { lanes: 'sends' }, 3],
    ['parley_lane_commit_duration_seconds_count', { lanes: 'sends', outcome: 'done' }, 3],
    ['parley_queue_entries', { queue: 'sends' }, 0],
    ['parley_queue_max_entries', { queue: 'sends' }, 50_000],
    ['parley_relay_failures_total', {}, 0],
    ['parley_database_max_connections', {}, 20],
    ['parley_database_waiting_requests', {}, 0],
    ['parley_cache_max_bytes', { cache: 'operations' }, 67_108_864],
    ['parley_cache_evictions_total', { cache: 'operations' }, 0],
  ];
  for (const [name, labels, is] of expected)
    expect({ name, labels, is: sampled(done, name, labels) }).toEqual({ name, labels, is });
  expect(sampled(done, 'parley_federation_fetch_duration_seconds_count', { subgraph: 'messages' })).toBeGreaterThan(2);
  expect(sampled(done, 'parley_database_statements_total')).toBeGreaterThan(10);
  await until(async () => sampled(await scrape(), 'parley_outbox_entries') === 0);
  await until(async () => sampled(await scrape(), 'parley_relay_entries_total', { outcome: 'published' })! >= 4);
  await until(async () => sampled(await scrape(), 'parley_stream_lag_entries', { group: 'search' }) === 0);
  await client.close();
});

it('sees entries wait in the outbox, how old they are, and what was parked', async () => {
  const { database } = platform;
  const [entry] = await database.query<{ stream: string; seq: number }>('select stream, seq from log.entry limit 1');
  // of a shard that no relay looks at
  await database.query('insert into log.outbox (shard, stream, seq) values (99, $1, $2)', [entry!.stream, entry!.seq]);
  await database.query(`insert into log.dead_letter (stream, seq, error) values ($1, 1, 'a test')`, [randomUUID()]);
  // what takes too long to read is left out
  await until(async () => sampled(await scrape(), 'parley_outbox_entries') === 1);
  await until(async () => sampled(await scrape(), 'parley_outbox_oldest_age_seconds')! > 0);
  await until(async () => sampled(await scrape(), 'parley_outbox_parked_entries') === 1);
});

it('counts sockets while they are open', async () => {
  const client = await platform.person();
  const ticks = client.subscribe('subscription { inboxEvents { __typename } }');
  const first = ticks.next();
  await until(async () => sampled(await scrape(), 'parley_gateway_open_sockets') === 1);
  expect(sampled(await scrape(), 'parley_gateway_socket_upgrades_total', { status: '101' })).toBe(1);
  await client.close();
  await first.catch(() => undefined);
  await until(async () => sampled(await scrape(), 'parley_gateway_open_sockets') === 0);
});

it('says nothing of anybody', async () => {
  const text = await scrape();
  expect(text).not.toMatch(/[\da-f]{8}-[\da-f]{4}-/);
  expect(text).not.toMatch(/grace|example\.org/i);
});

describe('every metric', () => {
  const OURS = new RegExp(`^parley_[a-z_]+_(?:total|${UNITS.join('|')})$`);
  let ofSubgraphServer: DeclaredMetric[];
  beforeAll(async () => {
    const users = await oneOfSeveral(new Set(['users'] as const));
    ofSubgraphServer = users.metrics.declared();
    await users.close();
  });

  /** Of the process that hosts all, and of one that serves a subgraph to others. */
  function declared(): DeclaredMetric[] {
    const byName = new Map([...ofSubgraphServer, ...platform.metrics.declared()].map((one) => [one.name, one]));
    return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  it('has a name with its unit, and says what it means', async () => {
    const text = await scrape();
    for (const { name, type } of declared()) {
      expect(name).toMatch(OURS);
      expect(name.endsWith('_total')).toBe(type === 'counter');
    }
    for (const { name, type, help } of platform.metrics.declared())
      expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
  });

  it('is in docs/metrics.md', async () => {
    const lines = (await readFile(join(__dirname, '..', '..', '..', 'docs', 'metrics.md'), 'utf8')).split('\n');
    expect(lines.filter((line) => line.startsWith('| `parley_'))).toEqual(declared().map(lineOf));
    const ofProcess = createProcessMetrics(pino({ level: 'silent' })).declared();
    for (const one of ofProcess.filter(({ name }) => !name.startsWith('parley_'))) expect(lines).toContain(lineOf(one));
  });
});

const lineOf = ({ name, type, labels, help }: DeclaredMetric): string =>
  `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`;

it('reads nobody any more who has stopped', async () => {
  const own = await runningPlatform();
  await own.close();
  const { text } = await own.metrics.scrape();
  expect(sampled(text, 'parley_metrics_unread_total')).toBeUndefined();
  const gauges = own.metrics.declared().filter(({ type }) => type === 'gauge');
  const read = gauges.filter(({ name }) => sampled(text, name) !== undefined).map(({ name }) => name);
  expect(read.sort()).toEqual(['parley_ephemeral_entries', 'parley_ephemeral_max_entries']);
});

/** A process with some roles, and what it serves on this port. */
async function oneOfSeveral(roles: ProcessRoles) {
  const fresh = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'parley-roles-'));
  const port = await freePort();
  const settings = parseSettings({
    PARLEY_ENV: 'development',
    PARLEY_DATA: folder,
    HOST: '127.0.0.1',
    PROBES_PORT: String(port),
    SUBGRAPH_URLS: `users=http://127.0.0.1:${port}/graphql`,
  });
  const logger = pino({ level: 'silent' });
  const platform = await createPlatform({ settings, url: fresh.url, logger, roles });
  await platform.start();
  return {
    url: `http://127.0.0.1:${port}`,
    metrics: platform.metrics,
    async close() {
      await platform.stop();
      await fresh.close();
      await rm(folder, { recursive: true });
    },
  };
}

it('has a port of its own where a process is only workers', async () => {
  const workers = await oneOfSeveral(new Set(['workers'] as const));
  const own = async () => (await fetch(`${workers.url}/metrics`)).text();
  await until(async () => sampled(await own(), 'parley_outbox_entries') === 0);
  await until(async () => (await fetch(`${workers.url}/readyz`)).status === 200);
  await workers.close();
});
