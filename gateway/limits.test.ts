import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, MessageType } from 'graphql-ws';
import WebSocket from 'ws';
import { createLimiter } from './connection/limits/limiter';
import type { RequestLimits } from './connection/limits/limits';
import { openSocket, socketUrl, subscribe, terminateSockets } from './socket/raw-socket.fixture';
import { recordingLog, startTestGateway, type TestGateway } from './tiny-graph.fixture';

const AMPLE = { atOnce: 1_000_000, perSecond: 1 };
const few = (atOnce: number) => ({ atOnce, perSecond: 0.01 });

let test: TestGateway | undefined;
const metrics = createMetrics();

async function gatewayWith(limits: Partial<RequestLimits>): Promise<TestGateway> {
  const limiter = createLimiter({
    limits: { actions: [], ...limits },
    ephemeral: inProcessStore(),
    logger: recordingLog().logger,
    metrics,
  });
  test = await startTestGateway({ limiter });
  return test;
}
afterEach(async () => {
  terminateSockets();
  await test?.gateway.stop();
});

interface Answer {
  data?: unknown;
  errors?: { message: string; extensions: Record<string, unknown> }[];
}

async function post({ gateway }: TestGateway, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  const answer = (await response.json()) as Answer;
  const { status } = response;
  return { status, answer, retryAfter: response.headers.get('retry-after'), code: answer.errors?.[0]?.extensions.code };
}
const as = (token: string) => ({ authorization: `Bearer ${token}` });
const ME = '{ me { name } }';

const limitedBy = (limit: string) => ({
  status: 429,
  code: 'RATE_LIMITED',
  retryAfter: expect.stringMatching(/^\d+$/) as string,
  answer: {
    errors: [
      {
        extensions: expect.objectContaining({
          limit,
          retryable: true,
          retryAfterMs: expect.any(Number) as number,
          correlationId: expect.any(String) as string,
        }) as object,
      },
    ],
  },
});

describe('requests of one network', () => {
  it('are limited before anything of them is read, and those of operators are not', async () => {
    const started = await gatewayWith({ address: few(3) });
    for (let n = 0; n < 3; n++) expect((await post(started, '{')).code).toBe('VALIDATION_FAILED');
    // the body of this one never comes
    const { hostname, port } = new URL(started.gateway.url);
    const headers = { 'content-type': 'application/json', 'content-length': '1000' };
    const waiting = httpRequest({ hostname, port, path: '/graphql', method: 'POST', headers });
    waiting.on('error', () => undefined);
    waiting.flushHeaders();
    const [response] = (await once(waiting, 'response')) as [{ statusCode: number; headers: Record<string, string> }];
    waiting.destroy();
    expect(response.statusCode).toBe(429);
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    const body = { errors: [{ extensions: expect.objectContaining({ code: 'RATE_LIMITED' }) as object }] };
    expect(await (await fetch(`${started.gateway.url}/nothing`)).json()).toMatchObject(body);
    for (const path of ['/healthz', '/readyz', '/metrics'])
      expect((await fetch(started.gateway.url + path)).status).toBe(200);
  });

  it('count their sockets, which are refused with 429', async () => {
    const started = await gatewayWith({ address: few(1) });
    const sockets = [1, 2].map(() => new WebSocket(socketUrl(started.gateway.url), GRAPHQL_TRANSPORT_WS_PROTOCOL));
    await once(sockets[0]!, 'open');
    const [, refusal] = (await once(sockets[1]!, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(refusal).toMatchObject({ statusCode: 429, headers: { 'retry-after': expect.any(String) as string } });
    sockets[0]!.terminate();
  });
});

describe('operations', () => {
  it('of those who are not signed in are limited by their network, by cost', async () => {
    const started = await gatewayWith({ anonymous: few(3), user: AMPLE });
    const dear = '{ person(id: "ada") { friend { friend { name } } } }';
    expect((await post(started, dear)).status).toBe(200);
    expect(await post(started, dear)).toMatchObject(limitedBy('anonymous'));
    expect((await post(started, ME, as('ada'))).status).toBe(200);
  });

  it.each<[keyof RequestLimits, string, number]>([
    ['session', 'bob', 200],
    ['user', 'bob', 200],
    ['tenant', 'bob', 429],
  ])('are limited by %s; the other of the same tenant has his own: %s %i', async (limit, other, status) => {
    const started = await gatewayWith({ [limit]: few(2) });
    expect((await post(started, ME, as('ada'))).status).toBe(200);
    expect((await post(started, ME, as('ada'))).status).toBe(200);
    expect(await post(started, ME, as('ada'))).toMatchObject(limitedBy(limit));
    expect((await post(started, ME, as(other))).status).toBe(status);
  });

  it('are charged over HTTP, sockets and streams in the same buckets', async () => {
    const started = await gatewayWith({ user: few(3) });
    const socket = await openSocket(started.gateway.url);
    socket.send(subscribe('1', ME));
    await socket.message(MessageType.Next, '1');
    const sse = { accept: 'text/event-stream' };
    const stream = await fetch(`${started.gateway.url}/graphql?query=${encodeURIComponent(ME)}`, {
      headers: { ...as('ada'), ...sse },
    });
    expect(await stream.text()).toContain('"name":"Ada"');
    expect((await post(started, ME, as('ada'))).status).toBe(200);
    socket.send(subscribe('2', ME));
    expect((await socket.message(MessageType.Next, '2')).payload).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED', limit: 'user' } }],
    });
    expect(await post(started, ME, as('ada'))).toMatchObject(limitedBy('user'));
  });

  it('are not executed where they are refused, whether or not one was executed before with the same headers', async () => {
    const started = await gatewayWith({ user: few(11) });
    const mutation = 'mutation { attempt(outcome: "done") }';
    const before = started.attempts.made;
    expect((await post(started, mutation, as('ada'))).status).toBe(200);
    expect(await post(started, mutation, as('ada'))).toMatchObject(limitedBy('user'));
    expect(started.attempts.made).toBe(before + 1);
  });

  it('are charged for each action in them: aliases and fragments count, what is skipped does not', async () => {
    const fields = ['Mutation.rename'];
    const started = await gatewayWith({ actions: [{ name: 'renames', fields, per: 'person', bucket: few(4) }] });
    const renames = (...names: string[]) => names.map((name) => `${name}: rename(name: "x") { id }`).join(' ');
    const three = `mutation { ${renames('a')} ...More } fragment More on Mutation { ... { ${renames('b', 'c')} } }`;
    expect((await post(started, three, as('ada'))).status).toBe(200);
    expect(await post(started, three, as('ada'))).toMatchObject(limitedBy('renames'));
    const skipped = `mutation { ${renames('a')} ... @skip(if: true) { ${renames('b', 'c')} } }`;
    expect((await post(started, skipped, as('ada'))).status).toBe(200);
    expect(await post(started, skipped, as('ada'))).toMatchObject(limitedBy('renames'));
    expect((await post(started, three, as('bob'))).status).toBe(200);
    expect((await post(started, ME, as('ada'))).status).toBe(200);
  });
});

it('counts what it charges and refuses', async () => {
  const { text } = await metrics.scrape();
  for (const limit of ['address', 'anonymous', 'session', 'user', 'tenant', 'renames']) {
    expect(text).toMatch(new RegExp(`parley_limits_charged_total\\{limit="${limit}"\\} [1-9]`));
    expect(text).toMatch(new RegExp(`parley_limits_refused_total\\{limit="${limit}"\\} [1-9]`));
  }
});
