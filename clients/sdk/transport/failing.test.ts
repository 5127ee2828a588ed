import type { ParleyClient } from '../api.js';
import { connect } from '../client.js';
import { memoryStorage } from '../storage/memory.js';
import { scriptedService, TOKENS, type Behave, type Respond } from './scripted-service.fixture.js';

const TEN_MINUTES = 600_000;
/** Every half a minute at least, after some that come faster. */
const MOST_IN_TEN_MINUTES = 55;
/** Each of a few loops may open one. */
const MOST_SOCKETS = 100;
const MOST_OF_WHAT_IS_FINAL = 3;

const json = (body: unknown, init?: ResponseInit) => new Response(JSON.stringify(body), init);
const failure = (code: string, more: object = {}) => ({ errors: [{ message: 'no', extensions: { code, ...more } }] });
const refused =
  (code: string, status = 200): Respond =>
  () =>
    json({ data: null, ...failure(code) }, { status });

const FINAL: Record<string, Respond> = {
  gone: (operation) => {
    if (operation === 'SendMessage' || operation === 'MarkRead') return json({ data: null, ...failure('NOT_FOUND') });
    const all = { ...resultOf(operation), conversation: null, message: null };
    return json({ data: all });
  },
  FORBIDDEN: refused('FORBIDDEN'),
  NOT_FOUND: refused('NOT_FOUND'),
  VALIDATION_FAILED: refused('VALIDATION_FAILED', 400),
  UNAUTHENTICATED: refused('UNAUTHENTICATED', 401),
};

const PASSING: Record<string, Respond> = {
  '500 with an error': refused('INTERNAL', 500),
  '500 of a proxy': () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
  '429 with when to come again': () =>
    json({ data: null, ...failure('RATE_LIMITED', { retryable: true, retryAfterSeconds: 20 }) }, { status: 429 }),
  '429 of a proxy': () => new Response('slowly', { status: 429, headers: { 'retry-after': '20' } }),
  'a connection that is refused': () => Promise.reject(new TypeError('fetch failed')),
  'a page': () => new Response('<html></html>'),
  'no data': () => json({ data: null }),
  'another shape of data': () => json({ data: {} }),
  'a list': () => json([]),
  null: () => json(null),
  'errors of another shape': () => json({ errors: 'all of it' }),
  'data that is text': () => json({ data: 'text' }),
};

/** Takes sockets and subscriptions, and says nothing. */
const quiet: Behave = (socket, message) => {
  if (!message) socket.open();
  if (message?.type === 'connection_init') socket.give({ type: 'connection_ack' });
  if (message?.type === 'ping') socket.give({ type: 'pong' });
};
/** Likewise, but for what it does with each subscription. */
const withEach =
  (done: (id: string) => unknown): Behave =>
  (socket, message) => {
    quiet(socket, message);
    if (message?.type === 'subscribe') socket.give(done(message.id!));
  };

const SOCKETS: Record<string, Behave> = {
  'are refused': (socket) => socket.close(1006),
  'are closed without a word': (socket, message) => (message ? socket.close(1006) : socket.open()),
  'say what is no message': (socket, message) => (message ? socket.give('<html>') : socket.open()),
  'say another message': (socket, message) => (message ? socket.give({ type: 'hello' }) : socket.open()),
  'refuse each subscription for now': withEach((id) => ({
    ...{ type: 'error', id },
    payload: failure('UNAVAILABLE', { retryable: true }).errors,
  })),
  'fail in each subscription': withEach((id) => ({ type: 'error', id, payload: failure('INTERNAL').errors })),
  'refuse each subscription for good': withEach((id) => ({ type: 'error', id, payload: failure('NOT_FOUND').errors })),
  'send each subscription to read anew': withEach((id) => ({
    ...{ type: 'error', id },
    payload: failure('RESYNC_REQUIRED').errors,
  })),
  'complete each subscription': withEach((id) => ({ type: 'complete', id })),
  'have results without data': withEach((id) => ({
    ...{ type: 'next', id },
    payload: { data: null, ...failure('INTERNAL'), extensions: { seq: 9 } },
  })),
};
const CODES = [1000, 1001, 1006, 1008, 1009, 1011, 1012, 1013, 3000, 4400, 4401, 4403, 4406, 4408, 4409, 4429, 4499];
for (const code of [...CODES, 4500, 4504]) {
  SOCKETS[`are closed with ${code} before they are acknowledged`] = (socket, message) =>
    message ? socket.close(code) : socket.open();
  SOCKETS[`are closed with ${code} once they are acknowledged`] = (socket, message) => {
    quiet(socket, message);
    if (message?.type === 'subscribe') socket.close(code);
  };
}

const conversation = {
  ...{ id: 'c', kind: 'GROUP', title: 'C', topic: null, public: false, createdAt: '', updatedAt: '', seq: 3 },
  ...{ epoch: 'e', memberCount: 1, readState: { lastReadSeq: 0, unread: 0, mentions: 0 }, pinned: [], members: page() },
};
function page() {
  return { edges: [], asOf: 3, epoch: 'e', pageInfo: { endCursor: null, hasNextPage: false, hasPreviousPage: false } };
}

/** All is well over HTTP, but that the log does not have what it says that it has. */
const fine: Respond = (operation) => json({ data: resultOf(operation) });

function resultOf(operation: string): Record<string, unknown> {
  const message = { id: 'root', seq: 1, conversation, thread: null, replies: page() };
  const user = { id: 'me', displayName: 'Me' };
  return {
    me: { id: 'me', seq: 1, displayName: 'Me' },
    refreshSession: { user, accessToken: 'a.b.c', refreshToken: 'r', expiresAt: '2099-01-01T00:00:00Z', deviceId: 'd' },
    conversations: { edges: [{ node: conversation }], pageInfo: page().pageInfo },
    conversation: { ...conversation, messages: page() },
    conversationChanges: { events: [], seq: 20, epoch: 'e', hasMore: true, resync: false },
    ...{ message, markRead: { lastReadSeq: 3, unread: 0, mentions: 0 } },
    sendMessage: { duplicate: false, message: { id: operation, seq: 4 } },
    searchMessages: { edges: [], totalCount: 0, pageInfo: page().pageInfo },
  };
}

const url = 'http://parley.invalid';
const service = scriptedService();
const { fetch: realFetch } = globalThis;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  globalThis.fetch = service.fetch;
  service.reset();
});
afterEach(async () => {
  await close();
  jest.useRealTimers();
  globalThis.fetch = realFetch;
});

interface Watched {
  client: ParleyClient;
  /** Requests within so many milliseconds. */
  counted: (ms: number) => Promise<ReadonlyMap<string, number>>;
  leave: () => void;
}

let watched: Watched | undefined;

/** Somebody who looks at all that there is, says something, and has read it. */
async function watchAll(): Promise<Watched> {
  const storage = memoryStorage();
  await storage.set(`parley:${url}:session`, TOKENS);
  const client = connect({ url, storage, webSocket: service.webSocket });
  await jest.advanceTimersByTimeAsync(0);
  const { timeline, details, members, pinned, typing, receipts, readState, thread, send, markRead } =
    client.conversation('c');
  const conversations = [timeline, details, members, pinned, typing, receipts, readState, thread('root')];
  const others = [client.conversations, client.viewer, client.people.presence(['other']), client.search('honk')];
  const ends = [...conversations, ...others].map((store) => store.subscribe(() => undefined));
  send('Honk');
  markRead(2);
  const counted = async (ms: number) => {
    service.reset();
    await jest.advanceTimersByTimeAsync(ms);
    return new Map(service.counts);
  };
  watched = { client, counted, leave: () => ends.forEach((end) => end()) };
  return watched;
}

async function close(): Promise<void> {
  const closed = watched?.client.close();
  watched = undefined;
  await jest.advanceTimersByTimeAsync(60_000);
  await closed;
}

const above = (counts: ReadonlyMap<string, number>, most: number) =>
  Object.fromEntries([...counts].filter(([name, count]) => count > (name === 'socket' ? MOST_SOCKETS : most)));

/** Without subscribers nothing is requested, and nothing is left after close. */
async function leaveNothing({ client, counted, leave }: Watched): Promise<void> {
  leave();
  for (const { clientMessageId } of client.outbox.get()) client.outbox.discard(clientMessageId);
  await counted(60_000);
  const after = await counted(TEN_MINUTES);
  await close();
  expect([Object.fromEntries(after), jest.getTimerCount()]).toEqual([{}, 0]);
}

it.each(Object.entries(FINAL))('a permanent failure is requested once: %s', async (_, respond) => {
  service.respond = respond;
  service.behave = quiet;
  const all = await watchAll();
  expect(above(await all.counted(TEN_MINUTES), MOST_OF_WHAT_IS_FINAL)).toEqual({});
  await leaveNothing(all);
});

it.each(Object.entries(PASSING))('a temporary failure is retried less and less often: %s', async (_, respond) => {
  service.respond = respond;
  service.behave = quiet;
  const all = await watchAll();
  const counts = await all.counted(TEN_MINUTES);
  expect(above(counts, MOST_IN_TEN_MINUTES)).toEqual({});
  expect(Math.max(...counts.values())).toBeGreaterThan(MOST_OF_WHAT_IS_FINAL);
  await leaveNothing(all);
});

it.each(Object.entries(SOCKETS))('comes back less and less often where sockets %s', async (_, behave) => {
  service.respond = fine;
  service.behave = behave;
  const all = await watchAll();
  expect(above(await all.counted(TEN_MINUTES), MOST_IN_TEN_MINUTES)).toEqual({});
  await leaveNothing(all);
});

it('does not sit out how long the socket waits once there is a response over HTTP', async () => {
  service.respond = PASSING['a connection that is refused']!;
  service.behave = SOCKETS['are refused']!;
  const { client, counted } = await watchAll();
  await counted(TEN_MINUTES);
  while (client.connection.get().retryAt! - Date.now() < 5_000) await jest.advanceTimersByTimeAsync(1_000);
  service.respond = fine;
  service.behave = quiet;
  service.reset();
  void client.message('root').catch(() => undefined);
  await jest.advanceTimersByTimeAsync(100);
  expect([service.counts.get('socket'), client.connection.get().status]).toEqual([1, 'connected']);
});
