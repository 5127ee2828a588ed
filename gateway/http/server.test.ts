import { once } from 'node:events';
import { connect } from 'node:net';
import type { FastifyPluginAsync } from 'fastify';
import { startTestGateway, type TestGateway } from '../tiny-graph.fixture';

interface Answer {
  data?: Record<string, unknown>;
  errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[];
}

const upload: FastifyPluginAsync = async (app) => {
  app.addContentTypeParser('*', (_, body, done) => done(null, body));
  app.put('/objects/:key', async ({ params }) => ({ stored: (params as { key: string }).key }));
};

let test: TestGateway;
beforeAll(async () => {
  const readiness = [
    { name: 'database', check: async () => undefined },
    { name: 'malware scan', check: async () => 'off' },
    { name: 'search index', check: () => Promise.reject(new Error('gone')), optional: true },
  ];
  test = await startTestGateway({ routes: [upload], readiness });
});
afterAll(() => test.gateway.stop());
beforeEach(() => (test.lines.length = 0));

const url = (path: string) => `${test.gateway.url}${path}`;
/** The media type of which errors in an operation have a status of their own. */
const GRAPHQL_RESPONSE = { accept: 'application/graphql-response+json' };
const JSON_TYPE = { 'content-type': 'application/json' };

async function post(body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body);
  const response = await fetch(url('/graphql'), { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: text });
  const answer = (await response.json()) as Answer;
  return { response, status: response.status, answer, codes: answer.errors?.map(({ extensions }) => extensions.code) };
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('POST /graphql', () => {
  it('answers as whoever the token is of', async () => {
    const { answer } = await post({ query: '{ me { name } }' }, bearer('ada'));
    expect(answer).toEqual({ data: { me: { name: 'Ada' } } });
  });

  it('answers mutations', async () => {
    const query = 'mutation Rename($name: String!) { rename(name: $name) { name notes { id } } }';
    const { answer } = await post({ query, variables: { name: 'Eve' } }, bearer('ada'));
    expect(answer.data).toEqual({ rename: { name: 'Eve', notes: [{ id: 'of ada' }] } });
  });

  it('is open to nobody in particular, as far as the subgraphs are', async () => {
    const { codes } = await post({ query: '{ me { name } }' });
    expect(codes).toEqual(['UNAUTHENTICATED']);
  });

  it.each([['Bearer wrong'], ['Bearer'], ['Basic YWRhOmFkYQ=='], ['Bearer a b']])(
    'refuses "%s"',
    async (authorization) => {
      const { status, codes } = await post({ query: '{ __typename }' }, { authorization });
      expect({ status, codes }).toEqual({ status: 401, codes: ['UNAUTHENTICATED'] });
    },
  );

  it('takes an empty header for none, as GraphiQL sends it', async () => {
    const { answer } = await post({ query: '{ __typename }' }, { authorization: '' });
    expect(answer).toEqual({ data: { __typename: 'Query' } });
  });

  it('takes no token out of a URL', async () => {
    for (const name of ['token', 'access_token', 'authorization']) {
      const response = await fetch(url(`/graphql?${name}=ada&query={me{name}}`), { headers: { ...JSON_TYPE } });
      expect((await response.json()) as Answer).toMatchObject({
        errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
  });

  it.each<[string, number, string | Uint8Array, Record<string, string>]>([
    ['broken JSON', 400, '{"query": ', {}],
    ['no body', 400, '', {}],
    ['JSON that is no request', 400, '7', {}],
    ['a batch', 400, '[{"query": "{ __typename }"}]', {}],
    ['no query', 400, '{}', {}],
    ['a query that is an object', 400, '{"query": {"$ne": 1}}', {}],
    ['variables that are text', 400, '{"query": "{ __typename }", "variables": "{}"}', {}],
    ['a key that reaches prototypes', 400, '{"query": "{ __typename }", "variables": {"__proto__": {"a": 1}}}', {}],
    ['bytes that are not UTF-8', 400, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), {}],
    ['UTF-16', 415, '{}', { 'content-type': 'application/json; charset=utf-16' }],
    ['a compressed body', 415, '{}', { 'content-encoding': 'gzip' }],
    ['text', 415, '{ __typename }', { 'content-type': 'text/plain' }],
    ['a form', 415, 'query={__typename}', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['more than a megabyte', 413, JSON.stringify({ query: `#${'a'.repeat(1_100_000)}` }), {}],
    ['an answer type that is not served', 406, '{"query": "{ __typename }"}', { accept: 'image/png' }],
    ['broken GraphQL', 400, '{"query": "{ me {"}', GRAPHQL_RESPONSE],
    ['broken GraphQL of an older client', 200, '{"query": "{ me {"}', {}],
    ['a subscription', 400, '{"query": "subscription { ticks { name } }"}', GRAPHQL_RESPONSE],
    [
      'a subscription with a condition that is none',
      400,
      '{"query": "subscription { ticks @include(if: null) { name } }"}',
      GRAPHQL_RESPONSE,
    ],
    [
      'a variable of another type',
      400,
      '{"query": "query ($t: String!) { shout(text: $t) }", "variables": {"t": {"$gt": ""}}}',
      GRAPHQL_RESPONSE,
    ],
  ])('refuses %s with %d and a code', async (_, expected, body, headers) => {
    const { status, codes, answer } = await post(body, { 'x-correlation-id': 'mine', ...headers });
    expect({ status, codes }).toEqual({ status: expected, codes: ['VALIDATION_FAILED'] });
    expect(answer.errors![0]!.extensions.correlationId).toBe('mine');
  });

  it('shows nothing of what goes wrong inside', async () => {
    const { status, answer } = await post({ query: '{ broken }' });
    expect({ status, answer }).toMatchObject({
      status: 200,
      answer: { data: { broken: null }, errors: [{ extensions: { code: 'INTERNAL' } }] },
    });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it('keeps persisted queries of Apollo clients working', async () => {
    const { createHash } = await import('node:crypto');
    const query = '{ me { name friend { name } } }';
    const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };
    const unknown = await post({ extensions }, bearer('ada'));
    expect(unknown.answer.errors).toMatchObject([
      { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
    ]);
    expect((await post({ query, extensions }, bearer('ada'))).codes).toBeUndefined();
    expect((await post({ extensions }, bearer('bob'))).answer.data).toMatchObject({ me: { name: 'Bob' } });
    const other = await post({ query: '{ __typename }', extensions });
    expect(other).toMatchObject({ status: 400, codes: ['VALIDATION_FAILED'] });
  });
});

describe('GET /graphql', () => {
  it('answers queries, and no mutations', async () => {
    const get = (query: string) =>
      fetch(url(`/graphql?query=${encodeURIComponent(query)}`), { headers: { ...JSON_TYPE, ...bearer('ada') } });
    expect(await (await get('{ me { name } }')).json()).toEqual({ data: { me: { name: 'Ada' } } });
    const refused = await get('mutation { rename(name: "x") { name } }');
    expect(refused.status).toBe(405);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'VALIDATION_FAILED' } }] });
  });

  it('shows a browser GraphiQL, that needs nothing from elsewhere', async () => {
    const response = await fetch(url('/graphql'), { headers: { accept: 'text/html,application/xhtml+xml' } });
    const page = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page).toMatch(/<title>Parley<\/title>/);
    expect(page).toContain('connectionParams: () => ({ token })');
    expect(page).toContain('"defaultQuery":"{ me { name } }"');
    expect(page).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
  });
});

describe('correlation', () => {
  it('goes with the request to the subgraphs, and back', async () => {
    const { response, answer } = await post({ query: '{ correlationId }' }, { 'x-correlation-id': 'abc-1' });
    expect(answer.data).toEqual({ correlationId: 'abc-1' });
    expect(response.headers.get('x-correlation-id')).toBe('abc-1');
  });

  it.each([[{}], [{ 'x-correlation-id': 'with spaces {}' }], [{ 'x-correlation-id': 'a'.repeat(200) }]])(
    'is made where %j has none',
    async (headers) => {
      const { response, answer } = await post({ query: '{ correlationId }' }, headers);
      expect(response.headers.get('x-correlation-id')).toMatch(/^[\da-f-]{36}$/);
      expect(answer.data).toEqual({ correlationId: response.headers.get('x-correlation-id') });
    },
  );

  it('is on the one line in the log, with no token and no text', async () => {
    await post(
      {
        query: 'query Shout($text: String!) { shout(text: $text) }',
        variables: { text: 'my secret' },
        operationName: 'Shout',
      },
      { ...bearer('ada'), 'x-correlation-id': 'abc-2' },
    );
    expect(test.lines).toMatchObject([
      {
        correlationId: 'abc-2',
        method: 'POST',
        route: '/graphql',
        operation: 'Shout',
        status: 200,
        ms: expect.any(Number),
      },
    ]);
    expect(JSON.stringify(test.lines)).not.toMatch(/secret|SECRET|Bearer|"ada"/);
  });
});

describe('other routes', () => {
  it('/healthz', async () => {
    const response = await fetch(url('/healthz'));
    expect({ status: response.status, body: await response.json() }).toEqual({ status: 200, body: { ok: true } });
  });

  it('/readyz tells of every dependency, and is ready without one that is optional', async () => {
    const response = await fetch(url('/readyz'));
    const dependencies = {
      database: { ok: true },
      'malware scan': { ok: true, note: 'off' },
      'search index': { ok: false, reason: 'It does not respond' },
    };
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 200,
      body: { ok: true, dependencies },
    });
  });

  it('/schema.graphql is what clients see', async () => {
    const text = await (await fetch(url('/schema.graphql'))).text();
    expect(text).toMatch(/^type Person {/m);
    expect(text).not.toMatch(/join__|_entities|@key/);
  });

  it('takes more of them, with bodies of their own', async () => {
    const response = await fetch(url('/objects/a1'), {
      method: 'PUT',
      headers: { 'content-type': 'image/png' },
      body: 'png',
    });
    expect(await response.json()).toEqual({ stored: 'a1' });
  });

  it.each([
    ['/nothing', 404, 'NOT_FOUND'],
    ['/%c0', 400, 'VALIDATION_FAILED'],
  ])('%s is %d, with a code', async (path, status, code) => {
    const [host, port] = new URL(test.gateway.url).host.split(':');
    const socket = connect(Number(port), host);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    let text = '';
    socket.on('data', (data) => (text += String(data)));
    await once(socket, 'close');
    expect(text).toContain(`HTTP/1.1 ${status}`);
    expect(JSON.parse(text.slice(text.indexOf('{')))).toMatchObject({ errors: [{ extensions: { code } }] });
  });
});

describe('in production', () => {
  let production: TestGateway;
  beforeAll(async () => {
    const failing = { name: 'search', check: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:9200')) };
    const fine = { name: 'database', check: async () => undefined };
    production = await startTestGateway({ environment: 'production', readiness: [fine, failing] });
  });
  afterAll(() => production.gateway.stop());

  it('shows no GraphiQL', async () => {
    const response = await fetch(`${production.gateway.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(406);
  });

  it.each([
    [undefined, 403],
    ['ada', 403],
    ['partner', 200],
    ['wrong', 401],
  ])('gives the schema by scope: %s gets %d', async (token, status) => {
    const response = await fetch(`${production.gateway.url}/schema.graphql`, { headers: token ? bearer(token) : {} });
    expect(response.status).toBe(status);
    if (status !== 200)
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: expect.any(String) } }] });
  });

  it('/readyz is 503 when a dependency is not there, without its address', async () => {
    const response = await fetch(`${production.gateway.url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      ok: false,
      dependencies: { database: { ok: true }, search: { ok: false, reason: 'It does not respond' } },
    });
  });
});
