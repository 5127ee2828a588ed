import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { openDatabase } from '@parley/database/database';
import { createConversation, removeMember, sendMessage, value } from '@parley/testing/acting';
import { newClient, onAnotherSocket, post, type TestClient } from '@parley/testing/client';
import { SEED } from '@parley/testing/seed';
import { until } from '@parley/testing/until';
import { codesOf } from '@parley/testing/viewers';
import type { ExecutionResult } from 'graphql';
import pino from 'pino';
import { accounts } from '../../modules';
import { signUp } from '../../histories/account';
import { accountsFor } from '../../histories/cast';
import { acknowledged } from '../../histories/history';
import { judge } from '../../histories/judge/judge';
import { runHistories } from '../../histories/run';
import { createPlatform, type Platform } from '../../platform';
import { cuttableLink, type CuttableLink } from '../../testing/cuttable-link';
import { replicatedPostgres, type ReplicatedPostgres } from '../../testing/replicated-postgres';
import { parseSettings } from '../../settings';

const MESSAGE = 'id seq text updatedSeq replyCount pinned deletedAt reactions { emoji count }';
const PAGE = `query ($id: ID!) { conversation(id: $id) { seq
  messages(first: 100) { asOf epoch edges { node { ${MESSAGE} author { displayName } thread { text } } } } pinned { text } } }`;
const THREAD = `query ($id: ID!) { message(id: $id) { replies { asOf edges { node { ${MESSAGE} } } } } }`;
const CHANGES = `query ($id: ID!) { conversationChanges(conversationId: $id, after: 0) { seq epoch resync hasMore events {
  __typename seq ... on MessageCreated { message { ${MESSAGE} } } ... on MessageEdited { message { ${MESSAGE} } } } } }`;
const EVENTS = `subscription ($id: ID!) { conversationEvents(conversationId: $id, after: 0) {
  __typename seq ... on MessageCreated { message { ${MESSAGE} } } ... on MessageEdited { message { ${MESSAGE} } } } }`;

interface Page {
  conversation: { seq: number; messages: { asOf: number; edges: { node: { id: string; text: string } }[] } } | null;
}

interface Changes {
  conversationChanges: { events: { __typename: string }[] };
}

interface Process {
  url: string;
  platform: Platform;
  /** Reads that the replica might have answered so far, by outcome. */
  reads(): Promise<Record<string, number>>;
}

let servers: ReplicatedPostgres;
/** To the replica. */
let link: CuttableLink;
let folder: string;
/** Two that read from the replica, and one that knows nothing of it. */
let processes: [Process, Process];
let without: Process;
const clients: TestClient[] = [];

async function startProcess(environment: Record<string, string>): Promise<Process> {
  const settings = parseSettings({
    PARLEY_ENV: 'development',
    PARLEY_DATA: folder,
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_POOL: '8',
    LOG_LEVEL: 'silent',
    ...environment,
  });
  const logger = pino({ level: 'silent' });
  const metrics = createMetrics(logger);
  const platform = await createPlatform({ settings, url: servers.url, logger, metrics });
  await platform.start();
  async function reads(): Promise<Record<string, number>> {
    const { text } = await metrics.scrape();
    const samples = text.matchAll(/^parley_replica_reads_total\{outcome="(\w+)"\} (\d+)$/gm);
    return Object.fromEntries(Array.from(samples, ([, outcome, count]) => [outcome, Number(count)]));
  }
  return { url: platform.gateway!.url, platform, reads };
}

beforeAll(async () => {
  servers = await replicatedPostgres();
  folder = await mkdtemp(join(tmpdir(), 'parley-platform-'));
  const { system: database } = await openDatabase({
    url: servers.url,
    poolSize: 1,
    entities: [],
    logger: pino({ level: 'silent' }),
  });
  await accounts.seedTenant(database, { slug: 'demo', signUp: 'open' });
  await database.close();
  link = await cuttableLink(servers.replicaUrl);
  const replicaUrl = new URL(servers.replicaUrl);
  replicaUrl.port = new URL(link.url).port;
  const replica = { DATABASE_REPLICA_URL: replicaUrl.href };
  processes = [await startProcess(replica), await startProcess(replica)];
  without = await startProcess({});
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  for (const { platform } of [...processes, without]) await platform.stop();
  await link.close();
  await servers.close();
  await rm(folder, { recursive: true, force: true });
});

async function newPerson(name: string): Promise<TestClient> {
  const client = await newClient(processes[0].url, name);
  clients.push(client);
  return client;
}

/** Asks some process as somebody. */
const requestAt = <Data>({ url }: Process, { token }: TestClient, query: string, variables: Record<string, unknown>) =>
  post<Data>(url, { query, variables, token });

/** Asks until the replica answered all of it. */
async function byReplica<T extends object>(process: Process, request: () => Promise<T>): Promise<T> {
  const all = (reads: Record<string, number>) => Object.values(reads).reduce((sum, count) => sum + count, 0);
  const asked = async (): Promise<T | false> => {
    const before = await process.reads();
    const answer = await request();
    const reads = await process.reads();
    const done = (reads['done'] ?? 0) - (before['done'] ?? 0);
    return done > 0 && done === all(reads) - all(before) && answer;
  };
  return await until(asked, { everyMs: 50, what: 'An answer by the replica' });
}

/** A conversation in which all that can happen to messages has happened. */
async function busyConversation(): Promise<{ ann: TestClient; bob: TestClient; id: string; root: string }> {
  const [ann, bob] = [await newPerson('Ann'), await newPerson('Bob')];
  const id = await createConversation(ann, { members: [bob] });
  const { id: root } = await sendMessage(ann, id, 'the root');
  const sent = [];
  for (let n = 0; n < 12; n++)
    sent.push(await sendMessage(n % 2 ? ann : bob, id, { text: `line ${n}`, threadId: root }));
  await value(ann.request(`mutation { pinMessage(messageId: "${root}") { id } }`));
  await value(bob.request(`mutation { addReaction(messageId: "${root}", emoji: "👍") { id } }`));
  await value(bob.request(`mutation { deleteMessage(messageId: "${sent[0]!.id}") { id } }`));
  const input = { messageId: sent[1]!.id, expectedRevision: 1, text: 'edited' };
  await value(ann.request('mutation ($input: EditMessageInput!) { editMessage(input: $input) { id } }', { input }));
  return { ann, bob, id, root };
}

it('reads pages, threads, the log and what is subscribed to from the replica, as the primary has them', async () => {
  const { ann, id, root } = await busyConversation();
  for (const [query, variables] of [
    [PAGE, { id }],
    [THREAD, { id: root }],
    [CHANGES, { id }],
  ] as const) {
    const answer = await byReplica(processes[1], () => requestAt(processes[1], ann, query, variables));
    expect(answer.errors).toBeUndefined();
    expect(answer).toEqual(await requestAt(without, ann, query, variables));
  }

  const { seq } = (await requestAt<Page>(without, ann, PAGE, { id })).data!.conversation!;
  async function replayed(at: Process): Promise<unknown[]> {
    const reader = onAnotherSocket(at.url, ann);
    const frames: ExecutionResult[] = [];
    for await (const frame of reader.subscribe<{ conversationEvents: { seq: number } }>(EVENTS, { id })) {
      frames.push(frame);
      if (frame.data!.conversationEvents.seq === seq) break;
    }
    await reader.close();
    return frames;
  }
  expect(await byReplica(processes[1], () => replayed(processes[1]))).toEqual(await replayed(without));
  expect(Object.keys(await without.reads())).toEqual([]);
});

describe('while the replica shows nothing new', () => {
  afterEach(() => servers.resumeReplay());

  it('shows each write to whoever asks after it, at another process', async () => {
    const { ann, bob, id, root } = await busyConversation();
    await byReplica(processes[1], () => requestAt(processes[1], bob, PAGE, { id }));
    await servers.pauseReplay();
    const page = async () => (await requestAt<Page>(processes[1], bob, PAGE, { id })).data!.conversation!;
    for (let n = 0; n < 5; n++) {
      const sent = await sendMessage(ann, id, `new ${n}`);
      const { messages } = await page();
      expect(messages.edges[0]!.node).toMatchObject({ id: sent.id, text: `new ${n}` });
      expect(messages.asOf).toBe(sent.seq);
    }
    await value(ann.request(`mutation { deleteMessage(messageId: "${root}") { id } }`));
    expect((await page()).messages.edges.find(({ node }) => node.id === root)!.node.text).toBe('');
    const { data } = await requestAt<Changes>(processes[1], bob, CHANGES, { id });
    expect(data!.conversationChanges.events.at(-1)!.__typename).toBe('MessageDeleted');
    const { behind = 0, cooldown = 0 } = await processes[1].reads();
    expect(behind + cooldown).toBeGreaterThan(6);
  });

  it('shows a conversation that the replica does not have', async () => {
    const ann = await newPerson('Ann');
    await servers.pauseReplay();
    const id = await createConversation(ann);
    const { id: sent } = await sendMessage(ann, id, 'the first');
    const { data } = await requestAt<Page>(processes[1], ann, PAGE, { id });
    expect(data!.conversation!.messages.edges.map(({ node }) => node.id)).toEqual([sent]);
    const changes = await requestAt<Changes>(processes[1], ann, CHANGES, { id });
    expect(changes.data!.conversationChanges.events.map(({ __typename }) => __typename)).toEqual([
      'MemberJoined',
      'MessageCreated',
    ]);
  });

  it('shows nothing to who was removed', async () => {
    const { ann, bob, id, root } = await busyConversation();
    await byReplica(processes[1], () => requestAt(processes[1], bob, PAGE, { id }));
    await servers.pauseReplay();
    await removeMember(ann, id, bob);
    expect((await requestAt<Page>(processes[1], bob, PAGE, { id })).data).toEqual({ conversation: null });
    expect((await requestAt(processes[1], bob, THREAD, { id: root })).data).toEqual({ message: null });
    expect(codesOf(await requestAt(processes[1], bob, CHANGES, { id }))).toEqual(['NOT_FOUND']);
  });
});

interface Ready {
  ok: boolean;
  dependencies: Record<string, { ok: boolean; note?: string }>;
}

it('goes on without the replica, says so, and reads from it again when it is back', async () => {
  const { ann, id } = await busyConversation();
  const ready = async () => (await (await fetch(`${processes[1].url}/readyz`)).json()) as Ready;
  const page = () => requestAt<Page>(processes[1], ann, PAGE, { id });
  const before = await byReplica(processes[1], page);
  expect((await ready()).dependencies['replica']).toMatchObject({
    ok: true,
    note: expect.stringMatching(/bytes behind/),
  });

  const { failed = 0 } = await processes[1].reads();
  await servers.killReplica();
  await until(async () => {
    expect(await page()).toEqual(before);
    return (await processes[1].reads())['failed']! > failed;
  });
  await until(async () => !(await ready()).dependencies['replica']!.ok);
  expect((await ready()).ok).toBe(true);
  const sent = await sendMessage(ann, id, 'meanwhile');

  await servers.startReplica();
  const { data } = await byReplica(processes[1], page);
  expect(data!.conversation!.messages.edges[0]!.node.id).toBe(sent.id);
  await until(async () => (await ready()).dependencies['replica']!.ok);
  expect((await ready()).ok).toBe(true);
});

it('waits for no replica that does not respond', async () => {
  const { ann, id } = await busyConversation();
  const page = () => requestAt<Page>(processes[1], ann, PAGE, { id });
  const before = await byReplica(processes[1], page);
  const { failed = 0 } = await processes[1].reads();
  link.loseResponses();
  await until(async () => {
    expect(await page()).toEqual(before);
    return (await processes[1].reads())['failed']! > failed;
  });
  link.mend();
  expect(await byReplica(processes[1], page)).toEqual(before);
});

it('loses, misplaces and leaks nothing while people write and read, and the replica comes and goes', async () => {
  const cast = { writers: 3, readers: 6, conversations: 2 };
  const { ann, id } = await busyConversation();
  const replicaIsUsed = () =>
    Promise.all(processes.map((one) => byReplica(one, () => requestAt(one, ann, PAGE, { id }))));
  const accounts = await signUp(processes[0].url, { tenant: 'demo', count: accountsFor(cast) });
  const history = await runHistories({
    ...cast,
    urls: processes.map(({ url }) => url),
    accounts,
    kicks: 6,
    kickEveryMs: 200,
    writing: { messages: 25 },
    pauseMs: 40,
    patienceMs: 240_000,
    seed: SEED,
    async meanwhile(so) {
      const written = (share: number) => until(() => acknowledged(so).length >= share * cast.writers * 25);
      await written(0.2);
      await replicaIsUsed();
      await servers.pauseReplay();
      await written(0.4);
      await servers.resumeReplay();
      await written(0.6);
      await servers.killReplica();
      await written(0.8);
      await servers.startReplica();
      await replicaIsUsed();
    },
  });
  expect({ SEED, problems: judge(history) }).toEqual({ SEED, problems: [] });
});
