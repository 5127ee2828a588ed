import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { once } from 'node:events';
import { until } from '@parley/testing/until';
import { scriptedLive, streamOf } from '../../live/scripted-live.fixture';
import type { LiveOperation } from '../../live/live';
import type { Stream } from '../../live/delivery/stream';
import {
  briefViewer,
  fakeLive,
  SOCKET_LIMITS,
  startTestGateway,
  viewer,
  type TestGateway,
} from '../../tiny-graph.fixture';
import { EVENTS, PARTS, read, type StreamRequest } from './stream-reading.fixture';

const SUBSCRIPTION = 'subscription ($until: Int, $after: Seq) { ticks(until: $until, after: $after) { name } }';
const LISTED = 'subscription Listed { ticks { name } }';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const tick = (n: number) => ({ data: { ticks: { name: `tick ${n}` } } });
const withCode = (code: string) => ({
  errors: [{ extensions: { code, correlationId: expect.any(String) as string } }],
});
const PARTNER = 'https://app.example.org';

/** As the fake one, and remembers. */
const made: Stream[] = [];
const operations: LiveOperation[] = [];
const fake = fakeLive();
const live = scriptedLive(async (operation) => {
  operations.push(operation);
  if (operation.variables.until === 99) return streamOf(operation, []);
  const stream = (await fake.subscribe(operation)) as Stream;
  made.push(stream);
  return stream;
});

let test: TestGateway;
beforeAll(async () => {
  test = await startTestGateway({
    environment: 'production',
    allowedOrigins: [PARTNER],
    persistedOperations: new Map([[sha256(LISTED), LISTED]]),
    createLive: () => live,
  });
});
afterAll(() => test.gateway.stop());
beforeEach(() => {
  made.length = operations.length = test.lines.length = 0;
});

const open = (request: StreamRequest) => read(test.gateway.url, { token: 'ada', ...request });

describe.each<[string, StreamRequest]>([
  ['events', { accept: EVENTS }],
  ['events by GET', { accept: EVENTS, method: 'GET' }],
  ['parts', { accept: PARTS }],
])('a subscription as %s', (kind, as) => {
  const shown = (result: object) => (kind === 'parts' ? { payload: result } : result);
  const failed = (code: string) => (kind === 'parts' ? { payload: null, ...withCode(code) } : withCode(code));
  const last = kind === 'parts' ? /\r\n--graphql--\r\n$/ : /event: complete\ndata:\n\n$/;

  it('gives its frames as they come, and ends with its client', async () => {
    const reading = await open({ ...as, query: SUBSCRIPTION });
    await reading.has(2);
    expect(reading.response.status).toBe(200);
    expect(reading.response.headers.get('content-type')).toBe(
      kind === 'parts' ? 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0' : 'text/event-stream; charset=utf-8',
    );
    expect(reading.response.headers.get('cache-control')).toContain('no-store');
    expect(reading.results()).toEqual([shown(tick(1)), shown(tick(2))]);
    expect(made[0]!.ended).toBe(false);
    reading.abort();
    await until(() => made[0]!.ended);
  });

  it('ends by itself with nothing more to come', async () => {
    const reading = await open({ ...as, query: SUBSCRIPTION });
    await reading.has(2);
    made[0]!.end();
    expect(await reading.ended).toBe('end');
    expect(reading.results()).toHaveLength(2);
    expect(reading.text()).toMatch(last);
  });

  it('ends with its error, also where it may not start', async () => {
    const [refused, lost] = [
      await open({ ...as, query: SUBSCRIPTION, variables: { until: 0 } }),
      await open({ ...as, query: SUBSCRIPTION, variables: { until: 13 } }),
    ];
    expect([await refused.ended, await lost.ended]).toEqual(['end', 'end']);
    expect(refused.results()).toMatchObject([failed('NOT_FOUND')]);
    expect(lost.results()).toMatchObject([shown(tick(1)), shown(tick(2)), failed('NOT_FOUND')]);
    expect(lost.text()).toMatch(last);
  });

  it('refuses variables that do not fit', async () => {
    const reading = await open({ ...as, query: SUBSCRIPTION, variables: { until: 'soon' } });
    await reading.ended;
    expect(reading.results()).toMatchObject([failed('VALIDATION_FAILED')]);
    expect(operations).toEqual([]);
  });

  it('ends when its session does, at once, and others go on', async () => {
    const [ada, bob] = [
      await open({ ...as, query: SUBSCRIPTION }),
      await open({ ...as, query: SUBSCRIPTION, token: 'bob' }),
    ];
    await Promise.all([ada.has(2), bob.has(2)]);
    test.revoke(viewer('ada').session);
    expect(made.map(({ ended }) => ended)).toEqual([true, false]);
    expect(await ada.ended).toBe('end');
    expect(ada.results()).toMatchObject([shown(tick(1)), shown(tick(2)), failed('UNAUTHENTICATED')]);
    expect(ada.text()).toMatch(last);
    bob.abort();
    await until(() => made[1]!.ended);
  });

  it('ends when its token does', async () => {
    test.people.set('brief', briefViewer('ada', 0.5));
    const reading = await open({ ...as, query: SUBSCRIPTION, token: 'brief' });
    expect(await reading.ended).toBe('end');
    expect(reading.results().at(-1)).toMatchObject(failed('UNAUTHENTICATED'));
  });

  it('is refused with 401 where the token is not good', async () => {
    const reading = await open({ ...as, query: SUBSCRIPTION, token: 'wrong' });
    await reading.ended;
    expect(reading.response.status).toBe(401);
    expect(JSON.parse(reading.text())).toMatchObject(withCode('UNAUTHENTICATED'));
  });

  it('is for pages of allowed origins, which may read it', async () => {
    const evil = await open({ ...as, query: SUBSCRIPTION, headers: { origin: 'https://evil.example' } });
    await evil.ended;
    expect(evil.response.status).toBe(403);
    expect(JSON.parse(evil.text())).toMatchObject(withCode('FORBIDDEN'));
    const partner = await open({ ...as, query: SUBSCRIPTION, headers: { origin: PARTNER } });
    await partner.has(2);
    expect(partner.response.headers.get('access-control-allow-origin')).toBe(PARTNER);
    partner.abort();
    await until(() => made[0]!.ended);
  });

  it('knows its request: who, from where, and its id, which is logged when it is over', async () => {
    const query = 'subscription Named { ticks { name } }';
    const reading = await open({ ...as, query, headers: { 'x-correlation-id': 'abc-9' } });
    await reading.has(2);
    const { correlationId, address, principal } = operations[0]!.request;
    expect({ correlationId, address, principal }).toMatchObject({
      correlationId: 'abc-9',
      address: '127.0.0.1',
      principal: { user: 'ada' },
    });
    expect(reading.response.headers.get('x-correlation-id')).toBe('abc-9');
    reading.abort();
    await until(() => test.lines.length > 0);
    expect(test.lines).toMatchObject([{ correlationId: 'abc-9', route: '/graphql', operation: 'Named', status: 200 }]);
  });

  it('counts as a socket for whoever observes them', async () => {
    const before = test.sockets.length;
    const reading = await open({ ...as, query: SUBSCRIPTION, token: 'bob' });
    await reading.has(2);
    reading.abort();
    await until(() => test.sockets.length === before + 2);
    expect(test.sockets.slice(before)).toMatchObject([
      { what: 'connected', socket: { viewer: { user: 'bob' } } },
      { what: 'disconnected' },
    ]);
  });
});

describe('a single result as events', () => {
  const responseTo = async (request: StreamRequest) => {
    const reading = await open({ accept: EVENTS, ...request });
    expect(await reading.ended).toBe('end');
    return { status: reading.response.status, results: reading.results(), text: reading.text() };
  };

  it.each<[string, StreamRequest, object]>([
    ['a query', { query: '{ me { name } }' }, { data: { me: { name: 'Ada' } } }],
    ['a query by GET', { query: '{ me { name } }', method: 'GET' }, { data: { me: { name: 'Ada' } } }],
    ['a mutation', { query: 'mutation { rename(name: "Eve") { name } }' }, { data: { rename: { name: 'Eve' } } }],
    ['errors in a result', { query: '{ missing }' }, withCode('NOT_FOUND')],
    ['a syntax error', { query: '{ me {' }, withCode('VALIDATION_FAILED')],
    ['an unknown field', { query: 'subscription { nothing }' }, withCode('VALIDATION_FAILED')],
    ['two operations', { query: `${LISTED} query B { me { name } }` }, withCode('VALIDATION_FAILED')],
    [
      'too much',
      { query: `{ me ${'{ friend '.repeat(40)} { name } ${'}'.repeat(40)} }` },
      withCode('QUERY_TOO_COMPLEX'),
    ],
    ['introspection', { query: '{ __schema { queryType { name } } }' }, withCode('FORBIDDEN')],
    ['a text from a bot', { query: LISTED, token: 'bot' }, withCode('PERSISTED_QUERY_REQUIRED')],
    [
      'a change from a foreign page',
      { query: 'mutation { rename(name: "Eve") { name } }', headers: { origin: 'https://evil.example' } },
      withCode('FORBIDDEN'),
    ],
  ])('is one result and the end: %s', async (_, request, result) => {
    const { status, results, text } = await responseTo(request);
    expect({ status, results }).toMatchObject({ status: 200, results: [result] });
    expect(results).toHaveLength(1);
    expect(text).toMatch(/event: complete\ndata:\n\n$/);
  });

  it.each<[string, StreamRequest, number]>([
    ['no query', {}, 400],
    ['variables that are no object', { query: SUBSCRIPTION, variables: [] as never }, 400],
    ['a mutation by GET', { query: 'mutation { rename(name: "Eve") { name } }', method: 'GET' }, 405],
  ])('is none for what is no request: %s', async (_, request, status) => {
    const response = await responseTo(request);
    expect(response.status).toBe(status);
    expect(JSON.parse(response.text)).toMatchObject(withCode('VALIDATION_FAILED'));
  });
});

it('a client that would rather have JSON gets it for what is no subscription', async () => {
  const accept = 'application/json, text/event-stream';
  const query = await open({ accept, query: '{ me { name } }' });
  await query.ended;
  expect(JSON.parse(query.text())).toEqual({ data: { me: { name: 'Ada' } } });
  const subscription = await open({ accept, query: SUBSCRIPTION });
  await subscription.has(2);
  subscription.abort();
  await until(() => made[0]!.ended);
});

it('a client of parts is told in JSON what is wrong with a document', async () => {
  const reading = await open({ accept: PARTS, query: 'subscription { nothing }' });
  await reading.ended;
  expect(JSON.parse(reading.text())).toMatchObject(withCode('VALIDATION_FAILED'));
});

it('a bot subscribes to what is on its list, by the hash', async () => {
  const headers = { accept: EVENTS, authorization: 'Bearer bot', 'content-type': 'application/json' };
  const body = JSON.stringify({ documentId: sha256(LISTED) });
  const response = await fetch(`${test.gateway.url}/graphql`, { method: 'POST', headers, body });
  await until(() => made.length === 1);
  await response.body!.cancel();
  await until(() => made[0]!.ended);
});

describe('a client that comes back with the last event it has seen', () => {
  const variablesAfter = async (id: string) => {
    const reading = await open({
      query: SUBSCRIPTION,
      variables: { until: 99, after: 3 },
      headers: { 'last-event-id': id },
    });
    const asked = await until(() => operations[0]);
    reading.abort();
    return asked.variables;
  };

  it('goes on after that', async () => {
    expect(await variablesAfter('12')).toEqual({ until: 99, after: 12 });
  });

  it('is told where that is none of ours', async () => {
    const reading = await open({ query: SUBSCRIPTION, headers: { 'last-event-id': 'abc' } });
    await reading.ended;
    expect(reading.results()).toMatchObject([withCode('VALIDATION_FAILED')]);
  });
});

it('a stream that is asked for behind another answer is refused: it would wait for that', async () => {
  const { host, hostname, port } = new URL(test.gateway.url);
  const socket = connect(Number(port), hostname);
  const body = JSON.stringify({ query: SUBSCRIPTION });
  const head = `POST /graphql HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\nauthorization: Bearer ada`;
  const request = (accept: string) => `${head}\r\naccept: ${accept}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  socket.write(request(EVENTS) + request(EVENTS));
  let text = '';
  socket.on('data', (data) => (text += String(data)));
  await until(() => made[0]);
  made[0]!.end();
  await once(socket, 'close');
  expect(made).toHaveLength(1);
  expect(text).toContain('tick 2');
});

it('a stream ends for a client that left while it was prepared', async () => {
  let go: () => void = () => undefined;
  const asked: LiveOperation[] = [];
  const streams: Stream[] = [];
  const slow = await startTestGateway({
    createLive: () =>
      scriptedLive(async (operation) => {
        asked.push(operation);
        await new Promise<void>((resolve) => (go = resolve));
        streams.push(streamOf(operation, [tick(1)]));
        return streams[0]!;
      }),
  });
  const reading = await read(slow.gateway.url, { token: 'ada', query: SUBSCRIPTION });
  await until(() => asked.length === 1);
  reading.abort();
  await until(() => !asked[0]!.outlet.isOpen);
  go();
  await until(() => streams[0]?.ended);
  await slow.gateway.stop();
});

describe('a server that stops', () => {
  it('ends streams so that their clients come back, and does not wait for those that do not read', async () => {
    const stopping = await startTestGateway({ createLive: fakeLive });
    const { url } = stopping.gateway;
    const [events, parts] = [
      await read(url, { token: 'ada', query: SUBSCRIPTION, accept: EVENTS }),
      await read(url, { token: 'ada', query: SUBSCRIPTION, accept: PARTS }),
    ];
    await Promise.all([events.has(2), parts.has(2)]);
    await stopping.gateway.stop();
    expect([await events.ended, await parts.ended]).toEqual(['end', 'end']);
    expect(events.text()).not.toContain('complete');
    expect(parts.results().at(-1)).toMatchObject({
      payload: null,
      errors: [{ extensions: { code: 'UNAVAILABLE', retryable: true } }],
    });
  });
});

it('one stream too many of a person is refused, until another one is closed', async () => {
  const limited = await startTestGateway({ socketLimits: { ...SOCKET_LIMITS, perUser: 1 } });
  const open = () => read(limited.gateway.url, { token: 'ada', query: SUBSCRIPTION });
  const first = await open();
  await first.has(2);
  const second = await open();
  expect(await second.ended).toBe('end');
  expect(second.results()).toMatchObject([withCode('QUOTA_EXCEEDED')]);
  first.abort();
  await until(async () => {
    const next = await open();
    await next.has(1);
    next.abort();
    return JSON.stringify(next.results()).includes('tick 1');
  });
  await limited.gateway.stop();
});
