import { createHash } from 'node:crypto';
import { buildClientSchema, getIntrospectionQuery, graphqlSync, type IntrospectionQuery } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { startStandalone, type RunningStandalone } from './standalone/graph.fixture';
import { startTestGateway, tinyGraph, viewer, type TestGateway } from './tiny-graph.fixture';

const LISTED = 'query Listed { __schema { queryType { name } } }';
const LISTED_HASH = createHash('sha256').update(LISTED).digest('hex');

let production: TestGateway;
let development: TestGateway;
beforeAll(async () => {
  const persistedOperations = new Map([[LISTED_HASH, LISTED]]);
  production = await startTestGateway({ environment: 'production', persistedOperations });
  production.people.set('plain-bot', viewer('bob', { bot: true }));
  development = await startTestGateway({ environment: 'development' });
});
afterAll(async () => {
  await production.gateway.stop();
  await development.gateway.stop();
});

interface Result {
  data?: unknown;
  errors?: readonly { message: string; extensions?: { code?: unknown } }[] | null;
}
interface Body {
  query?: string;
  operationName?: string;
  documentId?: string;
  variables?: Record<string, unknown>;
}
type SendRequest = (gateway: TestGateway, token: string, body: Body) => Promise<Result>;

const overHttp: SendRequest = async ({ gateway }, token, body) => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as Result;
};

const overSocket: SendRequest = async ({ gateway }, token, body) => {
  const url = `${gateway.url.replace('http', 'ws')}/graphql`;
  const client = createClient({ url, webSocketImpl: WebSocket, connectionParams: { token }, retryAttempts: 0 });
  try {
    for await (const result of client.iterate({ query: '', ...body })) return result;
    throw new Error('No answer');
  } catch (errors) {
    if (Array.isArray(errors)) return { errors };
    throw errors;
  } finally {
    await client.dispose();
  }
};

const codesOf = ({ errors }: Result) => errors?.map(({ extensions }) => extensions?.code);

const INTROSPECTIONS: [string, Body][] = [
  ['__schema', { query: '{ __schema { queryType { name } } }' }],
  ['__type', { query: '{ __type(name: "Person") { name } }' }],
  ['an alias', { query: '{ me: __schema { queryType { name } } }' }],
  ['a fragment', { query: '{ ...F } fragment F on Query { __schema { queryType { name } } }' }],
  ['an inline fragment', { query: '{ ... on Query { __type(name: "Person") { name } } }' }],
  ['beside something else', { query: '{ me { name } __schema { queryType { name } } }' }],
  [
    'one of several operations',
    { query: 'query A { me { name } } query B { __schema { queryType { name } } }', operationName: 'B' },
  ],
  [
    'an operation that includes it by a variable',
    { query: 'query ($yes: Boolean = true) { __schema @include(if: $yes) { queryType { name } } }' },
  ],
  ['a persisted operation', { documentId: LISTED_HASH }],
];

describe.each([
  ['HTTP', overHttp],
  ['socket', overSocket],
])('in production, over %s', (_, request) => {
  it.each(INTROSPECTIONS)('%s needs the scope', async (__, body) => {
    const refused = await request(production, 'ada', body);
    expect(codesOf(refused)).toEqual(['FORBIDDEN']);
    expect(JSON.stringify(refused)).not.toContain('queryType');
    const answer = await request(production, 'partner', body);
    expect(answer.errors).toBeUndefined();
    expect(JSON.stringify(answer.data)).toMatch(/"name":"(Query|Person)"/);
  });

  it('a listed operation does not give a bot what it may not see', async () => {
    expect(codesOf(await request(production, 'plain-bot', { documentId: LISTED_HASH }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await request(production, 'bot', { documentId: LISTED_HASH }))).toBeUndefined();
  });

  it('the name of a type is for everybody', async () => {
    const { data } = await request(production, 'ada', { query: '{ __typename me { __typename } }' });
    expect(data).toEqual({ __typename: 'Query', me: { __typename: 'Person' } });
  });

  it('errors do not suggest names', async () => {
    for (const query of [
      '{ m { name } }',
      '{ me { nam } }',
      '{ person(i: 1) { name } }',
      '{ me { ...F } } fragment F on Persn { name }',
    ]) {
      const { errors } = await request(production, 'ada', { query });
      expect(errors?.length).toBeGreaterThan(0);
      expect(JSON.stringify(errors)).not.toContain('Did you mean');
    }
  });

  it('errors of variables do not suggest names', async () => {
    const query = 'query ($f: Filter!) { filtered(filter: $f) }';
    const answer = await request(production, 'ada', { query, variables: { f: { firs: 1 } } });
    expect(codesOf(answer)).toEqual(['VALIDATION_FAILED']);
    expect(JSON.stringify(answer)).not.toContain('Did you mean');
  });

  it('is for everybody in development, and errors suggest names', async () => {
    expect(
      codesOf(await request(development, 'ada', { query: '{ __schema { queryType { name } } }' })),
    ).toBeUndefined();
    expect(JSON.stringify(await request(development, 'ada', { query: '{ me { nam } }' }))).toContain('Did you mean');
  });
});

const ALL = {
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
  experimentalDirectiveDeprecation: true,
};

describe('what stock tools send', () => {
  let standalone: RunningStandalone;
  beforeAll(async () => (standalone = await startStandalone(tinyGraph().supergraphSdl)));
  afterAll(() => standalone.close());

  it.each<[string, () => TestGateway, SendRequest]>([
    ['over HTTP', () => development, overHttp],
    ['over a socket', () => development, overSocket],
    ['over HTTP, standalone', () => ({ ...development, gateway: standalone.gateway as never }), overHttp],
    ['over a socket, standalone', () => ({ ...development, gateway: standalone.gateway as never }), overSocket],
  ])('is answered %s', async (_, gateway, request) => {
    for (const options of [ALL, { ...ALL, experimentalDirectiveDeprecation: false }, { oneOf: true }, {}]) {
      const source = getIntrospectionQuery(options);
      const { data, errors } = await request(gateway(), 'ada', { query: source });
      expect(errors).toBeUndefined();
      const schema = buildClientSchema(data as IntrospectionQuery);
      expect(graphqlSync({ schema, source }).data).toEqual(data);
      expect(schema.getQueryType()!.getFields()).toHaveProperty('person');
    }
  });

  it.each([
    ['HTTP', overHttp],
    ['a socket', overSocket],
  ])('is the same beside other fields over %s', async (_, request) => {
    const source = getIntrospectionQuery(ALL);
    const mixed = source.replace('{', 'Mixed ($of: String!) { me { name } one: __type(name: $of) { kind }');
    expect(mixed).toContain('__schema');
    const { data: alone } = await request(development, 'ada', { query: source });
    const query = mixed.replace('query IntrospectionQuery', 'query');
    const { data, errors } = await request(development, 'ada', { query, variables: { of: 'Person' } });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ ...(alone as object), me: { name: 'Ada' }, one: { kind: 'OBJECT' } });
  });

  it('is executed with its variables', async () => {
    const query =
      'query ($of: String!, $deep: Boolean!) { t: __type(name: $of) { name ... @include(if: $deep) { isOneOf } } }';
    const answer = await overHttp(development, 'ada', { query, variables: { of: 'Filter', deep: true } });
    expect(answer).toEqual({ data: { t: { name: 'Filter', isOneOf: false } } });
    const wrong = await overHttp(development, 'ada', { query, variables: { of: 1, deep: true } });
    expect(codesOf(wrong)).toEqual(['VALIDATION_FAILED']);
  });
});

it('errors of the variables of a subscription do not suggest names', async () => {
  const query = 'subscription ($f: Filter!) { ticks(filter: $f) { name } }';
  const answer = await overSocket(production, 'ada', { query, variables: { f: { firs: 1 } } });
  expect(codesOf(answer)).toEqual(['VALIDATION_FAILED']);
  expect(JSON.stringify(answer)).not.toContain('Did you mean');
});

it.each([
  [undefined, 403, 'FORBIDDEN'],
  ['ada', 403, 'FORBIDDEN'],
  ['plain-bot', 403, 'FORBIDDEN'],
  ['wrong', 401, 'UNAUTHENTICATED'],
])('/schema.graphql is not for %s', async (token, status, code) => {
  const headers = token ? { authorization: `Bearer ${token}` } : undefined;
  const response = await fetch(`${production.gateway.url}/schema.graphql`, { headers });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
});

it('/schema.graphql is for a partner', async () => {
  const headers = { authorization: 'Bearer partner' };
  const response = await fetch(`${production.gateway.url}/schema.graphql`, { headers });
  expect(await response.text()).toContain('type Person {');
});
