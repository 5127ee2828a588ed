import { buildClientSchema, getIntrospectionQuery, printSchema, type IntrospectionQuery } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { startTestGateway, viewer, type TestGateway } from './tiny-graph.fixture';

let production: TestGateway;
beforeAll(async () => {
  production = await startTestGateway({ environment: 'production' });
  production.people.set('plain-contractor', viewer('bob', { scopes: ['partner'] }));
});
afterAll(() => production.gateway.stop());

interface Result {
  data?: unknown;
  errors?: readonly { message: string; extensions?: { code?: unknown } }[] | null;
}
interface Body {
  query: string;
  variables?: Record<string, unknown>;
}
type SendRequest = (token: string, body: Body) => Promise<Result>;

const overHttp: SendRequest = async (token, body) => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(`${production.gateway.url}/graphql`, {
    ...{ method: 'POST', headers, body: JSON.stringify(body) },
  });
  return (await response.json()) as Result;
};

const overSocket: SendRequest = async (token, body) => {
  const url = `${production.gateway.url.replace('http', 'ws')}/graphql`;
  const client = createClient({ url, webSocketImpl: WebSocket, connectionParams: { token }, retryAttempts: 0 });
  try {
    for await (const result of client.iterate(body)) return result;
    throw new Error('No answer');
  } catch (errors) {
    if (Array.isArray(errors)) return { errors };
    throw errors;
  } finally {
    await client.dispose();
  }
};

const codesOf = ({ errors }: Result) => errors?.map(({ extensions }) => extensions?.code);
const HIDDEN = /upkeep|nightly|infrared|shade|probe/i;
const FILTERED = 'query ($f: Filter!) { filtered(filter: $f) }';

describe.each([
  ['HTTP', overHttp],
  ['a socket', overSocket],
])('over %s, a partner', (_, request) => {
  it('reads the contract variant of the schema, without what is internal and what leads nowhere (fault 24)', async () => {
    const query = getIntrospectionQuery();
    const partners = await request('contractor', { query });
    const schema = printSchema(buildClientSchema(partners.data as IntrospectionQuery));
    expect(schema).not.toMatch(HIDDEN);
    expect(schema).toContain('colour(of: Colour!): Colour');
    expect(schema).toContain('RED');
    const whole = printSchema(buildClientSchema((await request('partner', { query })).data as IntrospectionQuery));
    for (const hidden of ['upkeep', 'NIGHTLY', 'INFRARED', 'shade', 'probe']) expect(whole).toContain(hidden);
  });

  it('needs the scope for it like anybody', async () => {
    expect(codesOf(await request('plain-contractor', { query: '{ __schema { queryType { name } } }' }))).toEqual([
      'FORBIDDEN',
    ]);
  });

  it('reads no schema beside data, where the whole one would be read', async () => {
    const result = await request('contractor', { query: '{ me { name } __type(name: "Upkeep") { name } }' });
    expect(codesOf(result)).toEqual(['VALIDATION_FAILED']);
    expect(result.data).toBeFalsy();
    const { data } = await request('contractor', { query: '{ __type(name: "Upkeep") { name } }' });
    expect(data).toEqual({ __type: null });
  });

  it.each<[string, Body]>([
    ['field', { query: '{ upkeep }' }],
    ['field under another name', { query: '{ me: upkeep }' }],
    ['field in a fragment', { query: '{ ...F } fragment F on Query { upkeep }' }],
    ['type', { query: 'query ($of: Upkeep) { me { name @skip(if: true) id } }', variables: {} }],
    ['argument', { query: '{ colour(of: RED, shade: 1) }' }],
    ['enum value', { query: '{ colour(of: INFRARED) }' }],
    ['enum value in a variable', { query: 'query ($of: Colour!) { colour(of: $of) }', variables: { of: 'INFRARED' } }],
    ['input field', { query: '{ filtered(filter: { probe: "x" }) }' }],
    ['input field in a variable', { query: FILTERED, variables: { f: { probe: 'x' } } }],
  ])('finds no internal %s', async (__, body) => {
    // somebody else has had the same text read before
    await request('ada', body);
    const result = await request('contractor', body);
    expect([...new Set(codesOf(result))]).toEqual(['VALIDATION_FAILED']);
    expect(result.data).toBeFalsy();
  });

  it('finds everything else', async () => {
    const query = '{ me { name notes { id } } filtered(filter: { first: 3 }) colour(of: RED) }';
    expect(await request('contractor', { query })).toEqual({
      data: { me: { name: 'Bob', notes: [{ id: 'of bob' }] }, filtered: 3, colour: 'RED' },
    });
    expect((await request('contractor', { query: FILTERED, variables: { f: {} } })).data).toEqual({ filtered: 20 });
  });

  it('does not take from others what is theirs', async () => {
    await request('contractor', { query: '{ upkeep }' });
    expect(await request('ada', { query: '{ upkeep }' })).toEqual({ data: { upkeep: 'NIGHTLY' } });
  });
});

it('a subscription of a partner finds no internal input field in a variable', async () => {
  const query = 'subscription ($f: Filter) { ticks(filter: $f) { name } }';
  const variables = { f: { probe: 'x' } };
  expect(codesOf(await overSocket('contractor', { query, variables }))).toEqual(['VALIDATION_FAILED']);
  expect((await overSocket('ada', { query, variables })).data).toEqual({ ticks: { name: 'tick 1' } });
});

it('/schema.graphql is the variant for a partner', async () => {
  const read = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${production.gateway.url}/schema.graphql`, { headers })).text();
  };
  expect(await read('contractor')).not.toMatch(HIDDEN);
  expect(await read('partner')).toMatch(HIDDEN);
});
