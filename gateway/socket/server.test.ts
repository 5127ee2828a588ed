import { once } from 'node:events';
import {
  CloseCode,
  createClient,
  GRAPHQL_TRANSPORT_WS_PROTOCOL,
  MessageType,
  type Client,
  type FormattedExecutionResult,
} from 'graphql-ws';
import { until } from '@parley/testing/until';
import WebSocket from 'ws';
import { startTestGateway, viewer, type TestGateway } from '../tiny-graph.fixture';

let test: TestGateway;
beforeAll(async () => {
  test = await startTestGateway({ environment: 'production' });
});
afterAll(() => test.gateway.stop());
beforeEach(() => (test.lines.length = 0));

const socketUrl = () => test.gateway.url.replace('http', 'ws') + '/graphql';

// ── a stock client ──────────────────────────────────────────────────────────

const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
});

function clientOf(token: string): Client {
  const client = createClient({
    url: socketUrl(),
    webSocketImpl: WebSocket,
    connectionParams: { token },
    retryAttempts: 0,
  });
  clients.push(client);
  return client;
}

async function ask(
  client: Client,
  query: string,
  variables?: Record<string, unknown>,
): Promise<FormattedExecutionResult> {
  for await (const result of client.iterate({ query, variables })) return result as FormattedExecutionResult;
  throw new Error('No answer');
}

describe('a stock client', () => {
  it('queries and mutates as whoever the token is of', async () => {
    const client = clientOf('ada');
    expect(await ask(client, '{ me { name notes { id } } }')).toEqual({
      data: { me: { name: 'Ada', notes: [{ id: 'of ada' }] } },
    });
    expect(await ask(client, 'mutation ($n: String!) { rename(name: $n) { name } }', { n: 'Eve' })).toEqual({
      data: { rename: { name: 'Eve' } },
    });
  });

  it('gets coded errors in results', async () => {
    const answer = await ask(clientOf('ada'), '{ missing }');
    expect(answer).toMatchObject({
      data: null,
      errors: [{ path: ['missing'], extensions: { code: 'NOT_FOUND', retryable: false } }],
    });
    expect(answer.errors![0]!.extensions!.correlationId).toMatch(/^[\da-f-]{36}$/);
  });

  it('is not shown what goes wrong inside', async () => {
    const answer = await ask(clientOf('ada'), '{ broken }');
    expect(answer).toMatchObject({ data: { broken: null }, errors: [{ extensions: { code: 'INTERNAL' } }] });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it('subscribes, and ends that without ending the socket', async () => {
    const client = clientOf('ada');
    const names: unknown[] = [];
    for await (const { data } of client.iterate({ query: 'subscription { ticks { name } }' })) {
      names.push((data as { ticks: { name: string } }).ticks.name);
      if (names.length === 2) break;
    }
    expect(names).toEqual(['tick 1', 'tick 2']);
    expect(await ask(client, '{ me { name } }')).toMatchObject({ data: { me: { name: 'Ada' } } });
  });

  it.each([
    ['a syntax error', '{ me {', 'VALIDATION_FAILED'],
    ['an unknown field', '{ nothing }', 'VALIDATION_FAILED'],
    ['two operations', 'query A { me { name } } query B { me { name } }', 'VALIDATION_FAILED'],
    ['too much depth', `{ me ${'{ friend '.repeat(40)} { name } ${'}'.repeat(40)} }`, 'QUERY_TOO_COMPLEX'],
  ])('is told of %s for that operation alone', async (_, query, code) => {
    const client = clientOf('ada');
    const wrong = ask(client, query);
    const right = ask(client, '{ me { name } }');
    await expect(wrong).rejects.toMatchObject([{ extensions: { code, correlationId: expect.any(String) } }]);
    expect(await right).toMatchObject({ data: { me: { name: 'Ada' } } });
  });

  it('is told when a subscription may not start, or may not go on', async () => {
    const client = clientOf('ada');
    const query = 'subscription ($until: Int) { ticks(until: $until) { name } }';
    const notFound = [{ message: 'Conversation not found', extensions: { code: 'NOT_FOUND', retryable: false } }];
    await expect(ask(client, query, { until: 0 })).rejects.toMatchObject(notFound);
    const seen: unknown[] = [];
    const stream = (async () => {
      for await (const result of client.iterate({ query, variables: { until: 13 } })) seen.push(result);
    })();
    await expect(stream).rejects.toMatchObject(notFound);
    expect(seen).toHaveLength(2);
  });

  it.each([['wrong'], ['']])('with the token "%s" is closed with 4401', async (token) => {
    await expect(ask(clientOf(token), '{ me { name } }')).rejects.toMatchObject({ code: CloseCode.Unauthorized });
  });

  it('may not introspect without the scope', async () => {
    const source = '{ __schema { queryType { name } } }';
    expect(await ask(clientOf('ada'), source)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(await ask(clientOf('partner'), source)).toMatchObject({
      data: { __schema: { queryType: { name: 'Query' } } },
    });
  });
});

// ── the protocol itself ─────────────────────────────────────────────────────

interface Message {
  id?: string;
  type: string;
  payload?: never;
}

const sockets: WebSocket[] = [];
afterEach(() => sockets.splice(0).forEach((socket) => socket.terminate()));

async function rawSocket(options: WebSocket.ClientOptions = {}) {
  const socket = new WebSocket(socketUrl(), GRAPHQL_TRANSPORT_WS_PROTOCOL, options);
  sockets.push(socket);
  const messages: Message[] = [];
  socket.on('message', (data) => messages.push(JSON.parse((data as Buffer).toString()) as Message));
  const closed = once(socket, 'close').then(([code, reason]) => ({ code: code as number, reason: String(reason) }));
  await once(socket, 'open');
  return {
    socket,
    messages,
    closed,
    send: (message: object) => socket.send(JSON.stringify(message)),
    message: (type: string, id?: string) => until(() => messages.find((one) => one.type === type && one.id === id)),
  };
}

async function openSocket(token = 'ada') {
  const raw = await rawSocket();
  raw.send({ type: MessageType.ConnectionInit, payload: { token } });
  await raw.message(MessageType.ConnectionAck);
  return raw;
}
const subscribe = (id: string, query = 'subscription { ticks { name } }', more: object = {}) => ({
  id,
  type: MessageType.Subscribe,
  payload: { query, ...more },
});

/** FAULTS 27: a clear end for that socket, and the next one is served. */
describe('a socket that does not keep to the protocol', () => {
  afterEach(async () =>
    expect(await ask(clientOf('bob'), '{ me { name } }')).toEqual({ data: { me: { name: 'Bob' } } }),
  );

  it.each<[string, number, (raw: Awaited<ReturnType<typeof rawSocket>>) => void]>([
    ['no token', CloseCode.Unauthorized, (raw) => raw.send({ type: MessageType.ConnectionInit })],
    [
      'a token that is an object',
      CloseCode.Unauthorized,
      (raw) => raw.send({ type: MessageType.ConnectionInit, payload: { token: { $ne: 1 } } }),
    ],
    ['subscribe before init', CloseCode.Unauthorized, (raw) => raw.send(subscribe('1'))],
    ['an unknown type', CloseCode.BadRequest, (raw) => raw.send({ type: 'start' })],
    ['no JSON', CloseCode.BadRequest, (raw) => raw.socket.send('hello')],
    ['a frame of two megabytes', 1009, (raw) => raw.socket.send('a'.repeat(2_097_152))],
    ['text that is not UTF-8', 1007, (raw) => raw.socket.send(Buffer.from([0xff, 0xfe]), { binary: false })],
    [
      'endless fragments',
      1008,
      (raw) => {
        for (let i = 0; i < 20_000; i++) raw.socket.send('', { fin: false });
      },
    ],
    [
      'an endless fragmented message',
      1009,
      (raw) => {
        for (let i = 0; i < 20; i++) raw.socket.send('a'.repeat(100_000), { fin: false });
      },
    ],
  ])('%s: %d', async (_, code, misbehave) => {
    const raw = await rawSocket();
    misbehave(raw);
    expect((await raw.closed).code).toBe(code);
  });

  it('no init: 4408', async () => {
    expect((await (await rawSocket()).closed).code).toBe(CloseCode.ConnectionInitialisationTimeout);
  });

  it('no protocol: 4406', async () => {
    const socket = new WebSocket(socketUrl());
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(CloseCode.SubprotocolNotAcceptable);
  });

  it('two inits: 4429', async () => {
    const raw = await openSocket();
    raw.send({ type: MessageType.ConnectionInit, payload: { token: 'ada' } });
    expect((await raw.closed).code).toBe(CloseCode.TooManyInitialisationRequests);
  });

  it('one id twice: 4409', async () => {
    const raw = await openSocket();
    raw.send(subscribe('1'));
    raw.send(subscribe('1'));
    expect((await raw.closed).code).toBe(CloseCode.SubscriberAlreadyExists);
  });

  it('an operation sent before a bad token was refused is not executed', async () => {
    test.contexts.length = 0;
    const raw = await rawSocket();
    raw.send({ type: MessageType.ConnectionInit, payload: { token: 'wrong' } });
    raw.send(subscribe('1', 'mutation { rename(name: "x") { name } }'));
    expect((await raw.closed).code).toBe(CloseCode.Unauthorized);
    expect(test.contexts).toEqual([]);
  });

  it('another protocol: refused', async () => {
    const socket = new WebSocket(socketUrl(), 'graphql-ws');
    await expect(once(socket, 'open')).rejects.toThrow();
  });

  it('another path: 404', async () => {
    const socket = new WebSocket(`${socketUrl()}/other`, GRAPHQL_TRANSPORT_WS_PROTOCOL);
    await expect(once(socket, 'open')).rejects.toThrow('404');
  });

  it('compression is not agreed to', async () => {
    const { socket } = await rawSocket({ perMessageDeflate: true });
    expect(socket.extensions).toBe('');
  });

  it('thousands of subscriptions: those beyond the limit are refused, the others go on', async () => {
    const raw = await openSocket();
    for (let i = 0; i < 2_000; i++) raw.send(subscribe(`s${i}`));
    const refused = await raw.message(MessageType.Error, 's1999');
    expect(refused.payload).toMatchObject([{ extensions: { code: 'QUOTA_EXCEEDED' } }]);
    await raw.message(MessageType.Next, 's0');
    raw.send({ id: 's0', type: MessageType.Complete });
    let attempt = 0;
    await until(() => {
      raw.send(subscribe(`again ${attempt++}`, '{ me { name } }'));
      return raw.messages.some(({ id, type }) => id?.startsWith('again') && type === MessageType.Next);
    });
  });
});

it('a client that asks and does not read is closed with 1013', async () => {
  const raw = await openSocket();
  raw.socket.pause();
  const ping = { type: MessageType.Ping, payload: { padding: 'a'.repeat(500_000) } };
  // more than the buffers on the way hold, and the server's own limit
  for (let i = 0; i < 60; i++) raw.send(ping);
  await until(() => raw.socket.bufferedAmount === 0);
  raw.socket.resume();
  expect((await raw.closed).code).toBe(1013);
});

it('an operation takes its correlation id from its extensions, and is logged by it without its text', async () => {
  const raw = await openSocket();
  raw.send(
    subscribe('1', 'query Who { correlationId shout(text: "secret") }', { extensions: { correlationId: 'abc-3' } }),
  );
  const { payload } = await raw.message(MessageType.Next, '1');
  expect(payload).toMatchObject({ data: { correlationId: 'abc-3' } });
  expect(test.lines).toMatchObject([{ correlationId: 'abc-3', operation: 'Who', failed: false }]);
  expect(JSON.stringify(test.lines)).not.toContain('secret');
});

it('a stream that fails is one `error`, and nothing after it', async () => {
  const raw = await openSocket();
  raw.send(subscribe('1', 'subscription { ticks(until: 13) { name } }', { variables: {} }));
  raw.send(
    subscribe('2', 'subscription ($until: Int) { ticks(until: $until) { name } }', { variables: { until: 13 } }),
  );
  await raw.message(MessageType.Error, '2');
  raw.send(subscribe('3', '{ me { name } }'));
  await raw.message(MessageType.Complete, '3');
  expect(raw.messages.filter(({ id }) => id === '2').map(({ type }) => type)).toEqual(['next', 'next', 'error']);
});

// ── as long as the session ──────────────────────────────────────────────────

describe('a socket lives as long as its session', () => {
  it('and is closed with 4403 at once when that is revoked, others are not', async () => {
    const [ada, bob] = [await openSocket('ada'), await openSocket('bob')];
    ada.send(subscribe('1'));
    await ada.message(MessageType.Next, '1');
    test.revoke(viewer('ada').session);
    expect(await ada.closed).toEqual({ code: CloseCode.Forbidden, reason: 'Session ended' });
    bob.send(subscribe('1', '{ me { name } }'));
    await bob.message(MessageType.Next, '1');
  });

  it('and is closed with 4403 when its token ends', async () => {
    test.people.set('brief', viewer('ada', { expiresAt: Date.now() / 1000 + 0.3 }));
    const raw = await openSocket('brief');
    expect(await raw.closed).toEqual({ code: CloseCode.Forbidden, reason: 'Token expired' });
  });

  it('which a newer token of the same person makes longer, in band', async () => {
    test.people.set('brief', viewer('ada', { expiresAt: Date.now() / 1000 + 30 }));
    const renewed = viewer('ada', { expiresAt: Math.floor(Date.now() / 1000) + 900 });
    test.people.set('renewed', renewed);
    const raw = await openSocket('brief');
    raw.send(
      subscribe('1', 'mutation ($token: String!) { until: renewSocket(token: $token) }', {
        variables: { token: 'renewed' },
      }),
    );
    const { payload } = await raw.message(MessageType.Next, '1');
    expect(payload).toEqual({ data: { until: new Date(renewed.expiresAt * 1000).toISOString() } });
  });

  it.each([
    ['bob', 'FORBIDDEN'],
    ['wrong', 'UNAUTHENTICATED'],
  ])('which the token "%s" does not: %s', async (token, code) => {
    const answer = await ask(clientOf('ada'), `mutation { renewSocket(token: "${token}") }`);
    expect(answer).toMatchObject({ data: null, errors: [{ path: ['renewSocket'], extensions: { code } }] });
  });
});

it('a socket’s life is told to the observer: who came, each answer to a ping, and the end', async () => {
  const raw = await openSocket('bob');
  const id = await until(() => test.sockets.findLast(({ what }) => what === 'connected')?.socket.id);
  const life = () => test.sockets.filter(({ socket }) => socket.id === id).map(({ what }) => what);
  raw.socket.pong();
  await until(() => life().length === 2);
  raw.socket.close();
  await until(() => life().length === 3);
  expect(life()).toEqual(['connected', 'alive', 'disconnected']);
  expect(test.sockets.find(({ socket }) => socket.id === id)?.socket.viewer.user).toBe('bob');
});

it('a socket that nobody signs in on is not told of', async () => {
  const told = test.sockets.length;
  const raw = await rawSocket();
  raw.socket.pong();
  raw.send({ type: MessageType.ConnectionInit, payload: { token: 'wrong' } });
  await raw.closed;
  expect(test.sockets.slice(told).filter(({ what }) => what !== 'disconnected')).toEqual([]);
});

it('an operation knows the address that it came from', async () => {
  await ask(clientOf('ada'), '{ me { name } }');
  expect(test.contexts.at(-1)?.request.address).toMatch(/127\.0\.0\.1$/);
});
