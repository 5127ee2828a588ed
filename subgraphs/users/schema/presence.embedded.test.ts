import { randomUUID } from 'node:crypto';
import type { LatestSource } from '@parley/contracts/live';
import { viewerOf, type Principal, type Viewer } from '@parley/contracts/principal';
import { codesOf } from '@parley/testing/viewers';
import { until } from '@parley/testing/until';
import { parse } from 'graphql';
import pino from 'pino';
import { seedTenant } from '../seed';
import { setUpUsers, type Users } from '../testing/set-up';
import { presenceKeeper, type PresenceKeeper } from '../workers/presence-keeper';

let users: Users;
let keeper: PresenceKeeper;
let ada: Person;
let ben: Person;
beforeAll(async () => {
  users = await setUpUsers();
  await seedTenant(users.database, { slug: 'elsewhere', signUp: 'open' });
});
beforeEach(async () => {
  keeper = keeperOf();
  await keeper.start();
  ada = await users.signUp({ displayName: 'Ada' });
  ben = await users.signUp({ displayName: 'Ben' });
});
afterEach(() => keeper.stop());
afterAll(() => users.close());

type Person = Awaited<ReturnType<Users['signUp']>>;
interface Shown {
  status: string;
  text: string | null;
  lastActiveAt: string | null;
}

const logger = pino({ level: 'silent' });
const keeperOf = () => presenceKeeper({ ...users, logger, now: () => users.clock.now });
const socketOf = ({ principal }: Person) => ({ id: randomUUID(), viewer: viewerOf(principal) });

/** How Ada is shown to Ben. */
async function shown(): Promise<Shown> {
  const { data, errors } = await ben.execute<{ user: { presence: Shown } }>(
    'query ($id: ID!) { user(id: $id) { presence { status text lastActiveAt } } }',
    { id: ada.user.id },
  );
  expect(errors).toBeUndefined();
  return data!.user.presence;
}
const shownAs = (status: string) => until(async () => (await shown()).status === status);
const set = (person: Person, status: string, text?: string | null) =>
  person.execute<{ setPresence: Shown }>(
    'mutation ($status: PresenceStatus!, $text: String) { setPresence(status: $status, text: $text) { status text user { id } } }',
    { status, ...(text !== undefined && { text }) },
  );
const sourceOf = (person: Person, userIds: string[]) =>
  person.execute<{ presenceChangesSource: LatestSource }>(
    'query ($userIds: [ID!]!) { presenceChangesSource(userIds: $userIds) }',
    { userIds },
  );

describe('a person', () => {
  it('is online from the first socket on to the end of the last', async () => {
    expect(await shown()).toEqual({ status: 'OFFLINE', text: null, lastActiveAt: null });
    const [phone, desk] = [socketOf(ada), socketOf(ada)];
    keeper.connected(phone);
    keeper.connected(desk);
    await shownAs('ONLINE');
    keeper.disconnected(phone);
    await keeper.stop();
    expect((await shown()).status).toBe('ONLINE');
    keeper.disconnected(desk);
    await shownAs('OFFLINE');
  });

  it('is as they wish on all devices, and invisible if they wish that', async () => {
    keeper.connected(socketOf(ada));
    for (const status of ['AWAY', 'DO_NOT_DISTURB', 'OFFLINE', 'ONLINE']) {
      expect((await set(ada, status)).data?.setPresence.status).toBe(status);
      expect((await shown()).status).toBe(status);
    }
  });

  it('keeps their wish and text until they come back', async () => {
    await set(ada, 'DO_NOT_DISTURB', 'Im Zug nach Zürich 🚆');
    const socket = socketOf(ada);
    keeper.connected(socket);
    keeper.disconnected(socket);
    await shownAs('OFFLINE');
    expect((await shown()).text).toBe('Im Zug nach Zürich 🚆');
    keeper.connected(socketOf(ada));
    await shownAs('DO_NOT_DISTURB');
    await set(ada, 'AWAY');
    expect(await shown()).toMatchObject({ status: 'AWAY', text: 'Im Zug nach Zürich 🚆' });
    await set(ada, 'ONLINE', null);
    expect((await shown()).text).toBeNull();
  });

  it('who says so without a socket is here for a minute', async () => {
    expect((await set(ada, 'ONLINE')).data?.setPresence.status).toBe('ONLINE');
    expect((await shown()).status).toBe('ONLINE');
    users.pass(60_001);
    expect((await shown()).status).toBe('OFFLINE');
  });

  it('was active last in the minute of the last sign of life, unless invisible', async () => {
    const socket = socketOf(ada);
    users.clock.now = new Date('2026-05-01T10:20:30.456Z');
    keeper.connected(socket);
    await keeper.stop();
    expect((await shown()).lastActiveAt).toBe('2026-05-01T10:20:00.000Z');
    users.clock.now = new Date('2026-05-01T10:29:59Z');
    keeper.alive(socket);
    await keeper.stop();
    expect((await shown()).lastActiveAt).toBe('2026-05-01T10:29:00.000Z');
    await set(ada, 'OFFLINE');
    users.clock.now = new Date('2026-05-01T10:40:00Z');
    keeper.alive(socket);
    await keeper.stop();
    expect((await shown()).lastActiveAt).toBe('2026-05-01T10:29:00.000Z');
  });

  it('was active last when a clock says so that was ahead for a while, and is right again', async () => {
    const socket = socketOf(ada);
    users.clock.now = new Date('2026-05-01T11:20:30Z');
    keeper.connected(socket);
    await keeper.stop();
    expect((await shown()).lastActiveAt).toBe('2026-05-01T11:20:00.000Z');
    users.clock.now = new Date('2026-05-01T10:21:30Z');
    keeper.alive(socket);
    await keeper.stop();
    expect((await shown()).lastActiveAt).toBe('2026-05-01T10:21:00.000Z');
  });

  it.each(['x'.repeat(101), 'a\u0000', 'a\u202e', '\ud800'])('can’t say %j', async (text) => {
    expect(codesOf(await set(ada, 'ONLINE', text))).toEqual(['VALIDATION_FAILED']);
  });

  it('has to be signed in for it', async () => {
    expect(codesOf(await users.anonymously('mutation { setPresence(status: AWAY) { status } }'))).toEqual([
      'UNAUTHENTICATED',
    ]);
  });
});

describe('who listens', () => {
  /** Keys that are told of Ada while `work` goes on. */
  async function told(work: () => Promise<void>): Promise<unknown[]> {
    const messages: unknown[] = [];
    const stop = await users.bus.subscribe(`presence:${ada.user.id}`, (message) => messages.push(message));
    await work();
    await until(() => messages.length > 0);
    stop();
    return messages;
  }

  it('is told who comes, changes and goes', async () => {
    const socket = socketOf(ada);
    const key = { key: ada.user.id };
    expect(await told(async () => keeper.connected(socket))).toEqual([key]);
    expect(await told(async () => void (await set(ada, 'AWAY')))).toEqual([key]);
    expect(await told(async () => keeper.disconnected(socket))).toEqual([key]);
  });

  it('is told of those whose process died, once', async () => {
    await keeper.stop();
    const dying = keeperOf();
    dying.connected(socketOf(ada));
    await dying.stop();
    users.pass(60_001);
    expect(await told(() => keeper.start())).toEqual([{ key: ada.user.id }]);
    await keeper.stop();
    users.pass(15_001);
    const messages: unknown[] = [];
    await users.bus.subscribe(`presence:${ada.user.id}`, (message) => messages.push(message));
    keeper.connected(socketOf(ben));
    await keeper.start();
    await keeper.stop();
    expect(messages).toEqual([]);
  });

  it('hears of nobody whose sockets answer', async () => {
    const socket = socketOf(ada);
    keeper.connected(socket);
    await shownAs('ONLINE');
    for (let n = 0; n < 5; n++) {
      users.pass(15_000);
      keeper.alive(socket);
      await keeper.stop();
      await keeper.start();
    }
    expect((await shown()).status).toBe('ONLINE');
  });

  it('listens to people of the tenant, each once; anything else is nobody', async () => {
    const eve = await users.signUp({ tenant: 'elsewhere' });
    const ids = [ada.user.id, ada.user.id.toUpperCase(), eve.user.id, randomUUID(), 'no id'];
    expect((await sourceOf(ben, ids)).data?.presenceChangesSource).toEqual({
      delivery: 'latest',
      topics: [`presence:${ada.user.id}`],
      initial: [ada.user.id],
      intervalMs: 1_000,
    });
  });

  it('listens to a thousand at most, and has to be signed in', async () => {
    const ids = Array.from({ length: 1_001 }, () => randomUUID());
    expect(codesOf(await sourceOf(ben, ids))).toEqual(['VALIDATION_FAILED']);
    expect(codesOf(await sourceOf(ben, ids.slice(1)))).toEqual([]);
    const anonymously = users.anonymously('query { presenceChangesSource(userIds: []) }');
    expect(codesOf(await anonymously)).toEqual(['UNAUTHENTICATED']);
  });

  it('is answered with the present state, by one statement and one look for all', async () => {
    keeper.connected(socketOf(ada));
    await shownAs('ONLINE');
    const { statements } = users.database;
    const looks = jest.spyOn(users.ephemeral, 'members');
    const { data } = await users.subgraph.execute({
      document: parse('subscription ($ids: [ID!]!) { presenceChanges(userIds: $ids) { status user { displayName } } }'),
      variables: { ids: [] },
      root: { keys: [ada.user.id, ben.user.id] },
      request: { principal: ben.principal, correlationId: 'test', logger },
    });
    expect(data).toEqual({
      presenceChanges: [
        { status: 'ONLINE', user: { displayName: 'Ada' } },
        { status: 'OFFLINE', user: { displayName: 'Ben' } },
      ],
    });
    expect(users.database.statements - statements).toBe(1);
    expect(looks).toHaveBeenCalledTimes(1);
    looks.mockRestore();
  });

  it('is shown to those who look at a conversation together', async () => {
    keeper.connected(socketOf(ada));
    await shownAs('ONLINE');
    const { tenant } = ada.principal as Viewer;
    const together = { kind: 'topic', tenant, conversation: randomUUID() } as Principal;
    const { data, errors } = await users.as(together)<{ _entities: object[] }>(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { presence { status } } } }',
      { r: [{ __typename: 'User', id: ada.user.id }] },
    );
    expect({ data, errors }).toMatchObject({ data: { _entities: [{ presence: { status: 'ONLINE' } }] } });
  });
});
