import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { notFound } from '@parley/contracts/errors';
import { ANONYMOUS, type Principal } from '@parley/contracts/principal';
import { freePort } from '@parley/testing/free-port';
import { parse, type ExecutionResult } from 'graphql';
import pino from 'pino';
import type { Logger } from '@parley/runtime/logger';
import type { RequestContext } from '@parley/runtime/request';
import type { Service } from '@parley/runtime/service';
import { createConnections } from '@parley/runtime/graphql/graphql-over-http';
import { remoteSubgraph } from '@parley/runtime/graphql/remote-subgraph';
import { GATEWAY_HEADER, signatureKey, signRequest } from '@parley/runtime/graphql/signed-request';
import { localSubgraph, type LocalSubgraph } from './local-subgraph';
import type { Subgraph, SubgraphRequest } from '@parley/runtime/graphql/subgraph';
import { subgraphServer } from './subgraph-server';

const SDL = `
  type Query { who: String asked: String! hidden: Int broken: Int sum(of: [Int!]!): Int }
  type Mutation { change(to: String!): String }
  type Subscription { ticks: Int }
`;
const SECRET = 'a secret of more than thirty-two characters';
const ADA = { kind: 'viewer', user: 'ada', scopes: [] } as unknown as Principal;
const silent = pino({ level: 'silent' });

const RESOLVERS = {
  Query: {
    who: (_: unknown, __: unknown, { principal }: RequestContext) => JSON.stringify(principal),
    asked: (_: unknown, __: unknown, { correlationId, traceparent, address }: RequestContext) =>
      [correlationId, traceparent, address].join(' '),
    hidden() {
      throw notFound('Thing');
    },
    broken() {
      throw new TypeError('the password is hunter2');
    },
    sum: (_: unknown, { of }: { of: number[] }) => of.reduce((sum, one) => sum + one, 0),
  },
  Mutation: { change: (_: unknown, { to }: { to: string }) => to },
  Subscription: { ticks: { subscribe: () => undefined, resolve: ({ seq }: { seq: number }) => seq } },
};

const things = (): LocalSubgraph =>
  localSubgraph(
    {
      name: 'things',
      sdl: SDL,
      schema: buildSubgraphSchema({
        typeDefs: parse(SDL),
        resolvers: RESOLVERS as never,
      }),
    },
    (request) => ({ ...request, request }),
  );

describe('a subgraph in another process', () => {
  const connections = createConnections();
  const logged: string[] = [];
  const logger: Logger = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) });
  let port: number;
  let url: string;
  let remote: Subgraph;
  let server: Service;

  const newServer = () =>
    subgraphServer({
      subgraphs: new Map([['/graphql', things()]]),
      host: '127.0.0.1',
      port,
      secret: SECRET,
      readiness: [{ name: 'nothing', check: async () => 'a remark' }],
      logger,
    });
  const remoteWith = (secret: string, at = url) =>
    remoteSubgraph({ name: 'things', url: at, secret, dispatcher: connections, timeoutMs: 60_000 });
  const execute = (source: string, more: Partial<SubgraphRequest> = {}): Promise<ExecutionResult> =>
    remote.execute({
      document: parse(source),
      request: { principal: ADA, correlationId: 'c-1', traceparent: 't', address: '10.1.2.3', logger: silent },
      ...more,
    });
  const post = async (body: string, header?: string) => {
    const headers = { 'content-type': 'application/json', ...(header && { [GATEWAY_HEADER]: header }) };
    const answer = await fetch(url, { method: 'POST', headers, body });
    return { status: answer.status, body: (await answer.json()) as unknown };
  };

  beforeAll(async () => {
    port = await freePort();
    url = `http://127.0.0.1:${port}/graphql`;
    remote = remoteWith(SECRET);
    server = newServer();
    await server.start();
  });
  afterAll(async () => {
    await connections.close();
    await server.stop();
  });

  it('is told who asks, and by which request', async () => {
    expect(await execute('{ who asked }')).toEqual({
      data: { who: JSON.stringify(ADA), asked: 'c-1 t 10.1.2.3' },
    });
  });

  it('takes variables and the name of the operation, and changes things', async () => {
    expect(
      await execute('query A($of: [Int!]!) { sum(of: $of) } query B { who }', {
        operationName: 'A',
        variables: { of: [1, 2] },
      }),
    ).toEqual({ data: { sum: 3 } });
    expect(await execute('mutation { change(to: "x") }')).toEqual({ data: { change: 'x' } });
  });

  it('answers a subscription once, from the root value', async () => {
    expect(await execute('subscription { ticks }', { root: { seq: 7 } as never })).toEqual({ data: { ticks: 7 } });
  });

  it('gives the codes and paths of its errors, and nothing internal of them', async () => {
    const { data, errors } = await execute('{ hidden mine: broken }');
    expect(data).toEqual({ hidden: null, mine: null });
    expect(errors?.map(({ path, extensions }) => ({ path, extensions }))).toEqual([
      { path: ['hidden'], extensions: { code: 'NOT_FOUND', retryable: false } },
      { path: ['mine'], extensions: { code: 'INTERNAL', retryable: false } },
    ]);
    expect(JSON.stringify(errors)).not.toContain('hunter2');
    expect(logged.join()).toMatch(/hunter2.*c-1|c-1.*hunter2/);
  });

  it('tells values that do not fit from faults', async () => {
    const { errors } = await execute('query ($of: [Int!]!) { sum(of: $of) }', { variables: { of: 'many' } });
    expect(errors?.[0]?.extensions.code).toBe('VALIDATION_FAILED');
  });

  it.each([
    ['without a signature', () => undefined],
    ['with one that is none', () => 'nonsense'],
    ['of another secret', (body: string) => signed(body, { secret: 'another secret that is long enough, too' })],
    ['for another subgraph', (body: string) => signed(body, { subgraph: 'others' })],
    ['for another body', () => signed('{"query":"{ asked }"}')],
    ['that has expired', (body: string) => signed(body, { nowMs: Date.now() - 31_000 })],
    ['that would be good for too long', (body: string) => signed(body, { nowMs: Date.now() + 60_000 })],
    ['with the claims of another', async (body: string) => (await signed(body)).replace(/\.[^.]+\./, '.e30.')],
  ])('refuses whoever asks %s', async (_, headerOf) => {
    const body = '{"query":"{ who }"}';
    expect(await post(body, await headerOf(body))).toEqual({
      status: 401,
      body: { errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED', retryable: false } }] },
    });
  });

  it('executes a request once, however often it is sent', async () => {
    const body = '{"query":"{ asked }"}';
    const header = await signed(body);
    const sent = await Promise.all(Array.from({ length: 5 }, () => post(body, header)));
    expect(sent.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
  });

  it('is asked again with another signature when the connection broke after the first', async () => {
    const sent: string[] = [];
    const breaking = createServer((request, response) => {
      sent.push(request.headers[GATEWAY_HEADER] as string);
      if (sent.length === 1) request.socket.destroy();
      else response.end('{"data":{"asked":"now"}}');
    });
    await once(breaking.listen(0, '127.0.0.1'), 'listening');
    const breakingUrl = `http://127.0.0.1:${(breaking.address() as AddressInfo).port}`;
    const asked = { document: parse('{ asked }'), request: { principal: ADA, correlationId: 'c-3', logger: silent } };
    expect(await remoteWith(SECRET, breakingUrl).execute(asked)).toEqual({ data: { asked: 'now' } });
    expect(new Set(sent).size).toBe(2);
    breaking.closeAllConnections();
    await new Promise((resolve) => breaking.close(resolve));
  });

  function signed(body: string, { secret = SECRET, subgraph = 'things', nowMs = Date.now() } = {}): Promise<string> {
    return signRequest(
      signatureKey(secret),
      { subgraph, context: { principal: ANONYMOUS, correlationId: 'c' }, body },
      nowMs,
    );
  }

  it('refuses what is no GraphQL request, and answers probes without a signature', async () => {
    expect((await post('[]', await signed('[]'))).status).toBe(400);
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(await ready.json()).toEqual({ ok: true, dependencies: { nothing: { ok: true, note: 'a remark' } } });
  });

  it('is UNAVAILABLE at what was asked while it is down or has another secret, and back afterwards', async () => {
    const down = [
      ['a', 'b'].map((alias) => ({ path: [alias], extensions: { code: 'UNAVAILABLE', retryable: true } })),
    ].flat();
    const told = async (asked: Promise<ExecutionResult>) =>
      (await asked).errors?.map(({ path, extensions }) => ({ path, extensions }));
    await server.stop();
    expect(await told(execute('{ a: who b: asked }'))).toEqual(down);
    server = newServer();
    await server.start();
    expect((await execute('{ asked }')).errors).toBeUndefined();
    const stranger = remoteWith('x'.repeat(32));
    const request = { principal: ADA, correlationId: 'c-2', logger: silent };
    expect(await told(stranger.execute({ document: parse('{ a: who b: asked }'), request }))).toEqual(down);
  });
});
