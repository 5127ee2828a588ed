import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { createConversation, value } from '@parley/testing/acting';
import { newClient, onAnotherSocket, type TestClient } from '@parley/testing/client';
import { parleyProcess, type ParleyProcess } from '@parley/testing/parley-process';
import { until } from '@parley/testing/until';
import { signUp } from '../../histories/account';
import { accountsFor } from '../../histories/cast';
import { acknowledged } from '../../histories/history';
import { judge } from '../../histories/judge/judge';
import { runHistories } from '../../histories/run';

const WORKERS = 2;
/** They are given to workers in turn: so many of one person do not all end up with one of them. */
const SOCKETS = 8;

const TYPING = 'subscription ($id: ID!) { typingChanges(conversationId: $id) { users { displayName } } }';
const TYPE = 'mutation ($id: ID!) { setTyping(conversationId: $id, typing: true) }';
const PRESENCE = 'subscription ($ids: [ID!]!) { presenceChanges(userIds: $ids) { status } }';
const READS = 'subscription { readStateChanges { unread } }';

describe('two workers', () => {
  let parley: ParleyProcess;
  const clients: TestClient[] = [];

  beforeAll(async () => {
    parley = await parleyProcess({ LOG_LEVEL: 'info' }, ['--workers', String(WORKERS)]);
    await until(() => pids().size === WORKERS);
  });
  afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));
  afterAll(() => parley?.close());

  /** By number, of the workers that were ready last. */
  function pids(): Map<number, number> {
    const ready = parley.output().matchAll(/"worker":(\d+),"pid":(\d+),"msg":"a worker is ready"/g);
    return new Map(Array.from(ready, ([, worker, pid]) => [Number(worker), Number(pid)]));
  }

  const lives = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  async function person(name: string): Promise<TestClient> {
    const client = await newClient(parley.url, name);
    clients.push(client);
    return client;
  }

  interface Watch<Data> {
    /** Of each socket, the last that came. */
    last: (Data | undefined)[];
    /** Of each socket, all that came. */
    all: Data[][];
    /** The codes that sockets were closed with. */
    codes: number[];
  }

  /** Subscribes on several sockets of a person, and keeps the last of what each of them gets. */
  function watch<Data>(client: TestClient, source: string, variables?: Record<string, unknown>): Watch<Data> {
    const seen: Watch<Data> = {
      last: Array<undefined>(SOCKETS).fill(undefined),
      all: Array.from({ length: SOCKETS }, () => []),
      codes: [],
    };
    for (let n = 0; n < SOCKETS; n++) {
      const { socket } = onAnotherSocket(parley.url, client);
      clients.push({ ...client, socket, close: async () => socket.dispose() });
      socket.on('closed', (event) => seen.codes.push((event as { code: number }).code));
      const next = ({ data }: { data?: Data | null }) => {
        seen.last[n] = data ?? undefined;
        if (data) seen.all[n]!.push(data);
      };
      socket.subscribe<Data>({ query: source, variables }, { next, error: () => undefined, complete: () => undefined });
    }
    return seen;
  }

  interface Typists {
    typingChanges: { users: { displayName: string }[] };
  }
  /** How many have shown somebody: who stops to type is shown no more after a while. */
  const show = ({ all }: Watch<Typists>, name: string) =>
    all.filter((those) => those.some((data) => data.typingChanges.users.some((user) => user.displayName === name)))
      .length;

  it('say that they share bus and short-lived state', async () => {
    expect(await (await fetch(`${parley.url}/readyz`)).json()).toMatchObject({
      ok: true,
      dependencies: { 'live bus and short-lived state': { ok: true, note: 'through the parent of 2 workers' } },
    });
    expect((await fetch(`${parley.url}/healthz`)).ok).toBe(true);
  });

  it('tell the metrics of all, whichever is asked', async () => {
    const text = await (await fetch(`${parley.url}/metrics`)).text();
    for (const worker of ['1', '2', 'parent']) {
      expect(text).toMatch(new RegExp(`^process_cpu_seconds_total\\{worker="${worker}"\\} [\\d.]+$`, 'm'));
      expect(text).toMatch(new RegExp(`^parley_live_lost_total\\{worker="${worker}"\\} 0$`, 'm'));
    }
    expect(text.match(/^# TYPE process_cpu_seconds_total/gm)).toHaveLength(1);
    expect(text).toMatch(/^parley_ephemeral_entries\{worker="parent"\}/m);
  });

  it('hear of each other what only the bus tells, and go on when one is killed', async () => {
    const [ann, bob, cara] = await Promise.all(['Ann', 'Bob', 'Cara'].map(person));
    const id = await createConversation(ann!, { members: [bob!, cara!] });
    const types = (who: TestClient) => value(who.request(TYPE, { id }));
    const typing = watch<Typists>(bob!, TYPING, { id });
    await until(async () => (await types(ann!)) && show(typing, 'Ann') === SOCKETS, {
      timeoutMs: 20_000,
      everyMs: 500,
    });
    // all of them listen by now: whatever comes is told by the bus, once
    await types(cara!);
    await until(() => show(typing, 'Cara') === SOCKETS);

    const presence = watch<{ presenceChanges: { status: string }[] }>(bob!, PRESENCE, { ids: [cara!.userId] });
    const shown = (status: string) => presence.last.every((data) => data?.presenceChanges[0]?.status === status);
    await until(() => shown('OFFLINE'));
    const hers = cara!.subscribe(READS);
    void hers.next().catch(() => undefined);
    await until(() => shown('ONLINE'));
    await cara!.close();
    await until(() => shown('OFFLINE'));

    const [worker, pid] = [...pids()][0]!;
    process.kill(pid, 'SIGKILL');
    await until(() => typing.codes.length > 0 && !lives(pid));
    expect(typing.codes.every((code) => code === 1006)).toBe(true);
    // neither had them all
    expect(typing.codes.length).toBeLessThan(SOCKETS);
    await until(() => pids().get(worker) !== pid);
    expect(parley.output()).toContain('killed by SIGKILL');
    const dan = await person('Dan');
    await value(
      ann!.request('mutation ($c: ID!, $u: [ID!]!) { addMembers(conversationId: $c, userIds: $u) { id } }', {
        c: id,
        u: [dan.userId],
      }),
    );
    await types(dan);
    await until(() => show(typing, 'Dan') === SOCKETS - typing.codes.length);
  });

  it('close every socket of a session that ends, wherever it is', async () => {
    const eve = await person('Eve');
    const presence = watch<object>(eve, PRESENCE, { ids: [eve.userId] });
    await until(() => presence.last.every((data) => data !== undefined));
    await value(eve.request('mutation { signOut }'));
    await until(() => presence.codes.length === SOCKETS);
    expect(new Set(presence.codes)).toEqual(new Set([4403]));
    // also where it is not the worker that ended it
    for (let n = 0; n < SOCKETS; n++)
      expect((await eve.request('{ me { id } }')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('leave nobody waiting whose connection went to one that was killed', async () => {
    const [worker, pid] = [...pids()][0]!;
    // it is given connections, and takes none
    process.kill(pid, 'SIGSTOP');
    const asked = Array.from({ length: SOCKETS }, () =>
      requestOverNewConnection(`${parley.url}/healthz`).then(
        () => 'answered',
        () => 'closed',
      ),
    );
    const ends: string[] = [];
    for (const one of asked) void one.then((end) => ends.push(end));
    await until(() => ends.length === SOCKETS - 1);
    process.kill(pid, 'SIGKILL');
    await until(() => ends.length === SOCKETS);
    expect(ends.at(-1)).toBe('closed');
    await until(() => pids().get(worker) !== pid);
  });

  it('lose and repeat nothing when one is killed under load', async () => {
    const cast = { writers: 6, readers: 6, conversations: 2 };
    const accounts = await signUp(parley.url, { tenant: 'demo', count: accountsFor(cast) });
    const [worker, pid] = [...pids()].at(-1)!;
    const history = await runHistories({
      ...cast,
      urls: [parley.url],
      accounts,
      kicks: 5,
      kickEveryMs: 400,
      writing: { messages: 30 },
      pauseMs: 40,
      patienceMs: 240_000,
      seed: 7,
      async meanwhile(soFar) {
        await until(() => acknowledged(soFar).length > 40);
        process.kill(pid, 'SIGKILL');
        await until(() => pids().get(worker) !== pid);
      },
    });
    expect(judge(history)).toEqual([]);
  });

  it('end when their parent is killed', async () => {
    const workers = [...pids().values()];
    await parley.kill('SIGKILL');
    await until(() => !workers.some(lives));
    await parley.start();
    await until(() => pids().size === WORKERS);
  });

  it('send their sockets elsewhere when they are stopped, and leave no process behind', async () => {
    const fay = await person('Fay');
    const presence = watch<object>(fay, PRESENCE, { ids: [fay.userId] });
    await until(() => presence.last.every((data) => data !== undefined));
    const workers = [...pids().values()];
    expect(await parley.kill('SIGTERM')).toBe(0);
    await until(() => presence.codes.length === SOCKETS);
    expect(new Set(presence.codes)).toEqual(new Set([1012]));
    expect(workers.filter(lives)).toEqual([]);
    expect(existsSync(join(parley.folder, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
  });
});

/** One that is kept from before may be of any worker. Errors: it is closed without a response. */
async function requestOverNewConnection(url: string): Promise<void> {
  const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
  response.resume();
}
