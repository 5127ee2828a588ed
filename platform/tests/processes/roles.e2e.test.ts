import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { newClient, type TestClient } from '@parley/testing/client';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { freePort } from '@parley/testing/free-port';
import { until } from '@parley/testing/until';
import { codesOf } from '@parley/testing/viewers';
import { accounts, SUBGRAPHS } from '../../modules';
import { parley } from '../../testing/parley-command';
import { startRoleProcesses, type RoleProcesses } from '../../testing/role-processes';

/** What each process hosts. */
const PROCESSES = {
  gateway: ['gateway'],
  people: ['users', 'media', 'workers'],
  talk: ['conversations', ...SUBGRAPHS.filter((name) => !['users', 'media', 'conversations'].includes(name))],
} satisfies Record<string, [string, ...string[]]>;

describe('the roles in several processes', () => {
  let processes: RoleProcesses<keyof typeof PROCESSES>;
  const ports = new Map<string, number>();
  let fresh: FreshDatabase;
  let folder: string;
  let ada: TestClient;
  let bob: TestClient;
  let conversationId: string;

  const urlOf = (role: string): string => `http://127.0.0.1:${ports.get(role)}`;

  beforeAll(async () => {
    fresh = await freshDatabase();
    await accounts.seedTenant(fresh.database, { slug: 'demo', signUp: 'open' });
    folder = await mkdtemp(join(tmpdir(), 'parley-roles-'));
    for (const role of ['gateway', ...SUBGRAPHS]) ports.set(role, await freePort());
    processes = await startRoleProcesses(
      {
        gateway: { roles: PROCESSES.gateway, port: ports.get('gateway')! },
        people: { roles: PROCESSES.people, port: ports.get('users')! },
        talk: { roles: PROCESSES.talk, port: ports.get('conversations')! },
      },
      {
        PARLEY_ENV: 'development',
        PARLEY_DATA: folder,
        DATABASE_URL: fresh.url,
        DATABASE_POOL: '6',
        SUBGRAPH_URLS: SUBGRAPHS.map((subgraph) => `${subgraph}=${urlOf(subgraph)}/graphql`).join(),
        PORT: String(ports.get('gateway')),
        LOG_LEVEL: 'silent',
      },
    );
    ada = await newClient(urlOf('gateway'), 'Ada');
    bob = await newClient(urlOf('gateway'), 'Bob');
    conversationId = await createConversation(ada, { members: [bob] });
  });
  afterAll(async () => {
    await Promise.all([ada, bob].map((client) => client?.close()));
    const codes = await processes.close();
    await fresh.close();
    await rm(folder, { recursive: true, force: true });
    expect(codes).toEqual({ gateway: 0, people: 0, talk: 0 });
  });

  const LATEST = `query ($id: ID!) {
    me { displayName }
    conversation(id: $id) { title lastMessage { text author { displayName } } }
  }`;

  it('answer together', async () => {
    await sendMessage(ada, conversationId, 'from one process to another');
    expect(await bob.request(LATEST, { id: conversationId })).toEqual({
      data: {
        me: { displayName: 'Bob' },
        conversation: {
          title: 'A group',
          lastMessage: { text: 'from one process to another', author: { displayName: 'Ada' } },
        },
      },
    });
  });

  it('tell what they refuse as one process does', async () => {
    const { data, errors } = await ada.request('{ conversation(id: "nobody-knows") { id } me { id } }');
    expect(data).toEqual({ conversation: null, me: { id: ada.userId } });
    expect(errors).toBeUndefined();
    const input = { conversationId, clientMessageId: 'no uuid', text: '' };
    const refused = await ada.request('mutation ($i: SendMessageInput!) { sendMessage(input: $i) { duplicate } }', {
      i: input,
    });
    expect(refused.errors?.[0]).toMatchObject({ path: ['sendMessage'], extensions: { code: 'VALIDATION_FAILED' } });
  });

  it('deliver live what another process commits', async () => {
    const events = bob.subscribe<{ conversationEvents: { seq: number; message?: { text: string } } }>(
      `subscription ($id: ID!) {
        conversationEvents(conversationId: $id) { seq actor { displayName } ... on MessageCreated { message { text } } }
      }`,
      { id: conversationId },
    );
    const first = events.next();
    // the subscription may begin after a first message
    let sent = 0;
    const received = await until(
      async () => {
        await sendMessage(ada, conversationId, `live ${sent++}`);
        return Promise.race([first, turn(undefined)]);
      },
      { everyMs: 500 },
    );
    const { conversationEvents } = (received.value as { data: Record<string, unknown> }).data;
    expect(conversationEvents).toMatchObject({
      actor: { displayName: 'Ada' },
      message: { text: expect.stringContaining('live') as string },
    });
    await events.return?.();
  });

  it('refuse a session whose end another process committed, and close its socket', async () => {
    const eve = await newClient(urlOf('gateway'), 'Eve');
    const closed = new Promise((resolve) => eve.socket.on('closed', resolve));
    const open = new Promise((resolve) => eve.socket.on('connected', resolve));
    const events = eve.subscribe('subscription { inboxEvents { __typename } }');
    void events.next().catch(() => undefined);
    await open;
    await value(eve.request('mutation { signOut }'));
    expect(await closed).toMatchObject({ code: 4403, reason: 'Session ended' });
    expect(codesOf(await eve.request('{ me { id } }'))).toEqual(['UNAUTHENTICATED']);
  });

  it('answer without the part of a process that was killed, and with it when it is back', async () => {
    const asked = () => ada.request<Record<string, unknown>>(LATEST, { id: conversationId });
    await processes.kill('talk', 'SIGKILL');
    const { data, errors } = await asked();
    expect(data).toEqual({ me: { displayName: 'Ada' }, conversation: null });
    expect(errors).toMatchObject([{ path: ['conversation'], extensions: { code: 'UNAVAILABLE', retryable: true } }]);
    await processes.start('talk');
    await until(async () => (await asked()).errors === undefined);
  });

  it('answer gateways only, and say what they do not share', async () => {
    for (const name of SUBGRAPHS) {
      const answer = await fetch(`${urlOf(name)}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${ada.token}` },
        body: '{"query":"{ __typename }"}',
      });
      expect([name, answer.status, await answer.json()]).toMatchObject([
        name,
        401,
        { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
      ]);
    }
    for (const [role] of Object.values(PROCESSES)) {
      const ready = (await (await fetch(`${urlOf(role)}/readyz`)).json()) as object;
      expect(ready).toMatchObject({ dependencies: { 'live bus and short-lived state': { ok: true } } });
    }
  });

  it('tell their metrics, each its own', async () => {
    await sendMessage(ada, conversationId, 'to be counted');
    const scraped = async (role: string) => (await fetch(`${urlOf(role)}/metrics`)).text();
    const OF_EACH = /^process_resident_memory_bytes [1-9]/m;
    const OWN: Record<keyof typeof PROCESSES, RegExp[]> = {
      gateway: [/^parley_gateway_open_sockets \d/m],
      people: [/^parley_outbox_entries \d/m],
      talk: [
        /^parley_lane_batch_items_sum\{lanes="sends"\} [1-9]/m,
        /^parley_http_request_duration_seconds_count\{server="subgraphs",.*status="2xx"\} [1-9]/m,
      ],
    };
    for (const [name, [role]] of Object.entries(PROCESSES))
      for (const sample of [OF_EACH, ...OWN[name as keyof typeof PROCESSES]])
        // what takes too long to read is left out
        await until(async () => sample.test(await scraped(role)), { everyMs: 100, what: `${name}: ${sample}` });
  });

  it.each([
    [['--roles', 'gateway,users'], /DATABASE_URL/],
    [['--roles', 'gateway,cooking'], /no role cooking/],
  ])('do not start with %j on the embedded database', async (args, message) => {
    const { code, complaint: lines } = await parley({ PARLEY_DATA: folder, LOG_LEVEL: 'info' }, 'serve', ...args);
    expect([code, lines.trimEnd().split('\n').length]).toEqual([1, 1]);
    expect(lines).toMatch(message);
  });
});
