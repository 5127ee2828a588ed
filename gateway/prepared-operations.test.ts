import { createHash } from 'node:crypto';
import { until } from '@parley/testing/until';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startTestGateway, type TestGateway } from './tiny-graph.fixture';

let test: TestGateway;
beforeEach(async () => {
  test = await startTestGateway();
});
afterEach(() => test.gateway.stop());

interface Asking {
  token?: string;
  accept?: string;
  operationName?: string;
}

const ask = async (query: string, { token, accept = 'application/json', operationName }: Asking = {}) => {
  const response = await fetch(`${test.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, operationName }),
  });
  return response.text();
};

async function onSocket(query: string, { token, operationName }: Asking): Promise<string> {
  const client = createClient({
    url: `${test.gateway.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { token },
    retryAttempts: 0,
  });
  const result = await new Promise<unknown>((resolve) =>
    client.subscribe({ query, operationName }, { next: resolve, error: resolve, complete: () => undefined }),
  );
  await client.dispose();
  return JSON.stringify(result);
}

/** How often a step was taken, or another metric, as /metrics tells. */
async function metric(line: string): Promise<number> {
  const text = await (await fetch(`${test.gateway.url}/metrics`)).text();
  const [found = ''] = text.split('\n').filter((one) => one.startsWith(`${line} `));
  return Number(found.split(' ').at(-1));
}
const steps = async () => ({
  parse: await metric('parley_prepare_duration_seconds_count{phase="parse"}'),
  validate: await metric('parley_prepare_duration_seconds_count{phase="validate"}'),
  plan: await metric('parley_prepare_duration_seconds_count{phase="plan"}'),
});

it('is prepared once for a hundred requests at once, over any transport', async () => {
  const query = '{ me { name friend { name } } }';
  await Promise.all(Array.from({ length: 100 }, () => ask(query, { token: 'ada' })));
  await ask(query, { token: 'bob', accept: 'text/event-stream' });
  await ask(query, { token: 'bob', accept: 'multipart/mixed;subscriptionSpec=1.0, application/json' });
  expect(await onSocket(query, { token: 'bob' })).toContain('"name":"Bob"');
  expect(await steps()).toEqual({ parse: 1, validate: 1, plan: 1 });
});

it('has the persisted operations prepared before anybody asks for them', async () => {
  await test.gateway.stop();
  const listed = 'query Listed($all: Boolean = false) { me { name friend @include(if: $all) { name } } }';
  const hash = createHash('sha256').update(listed).digest('hex');
  test = await startTestGateway({ persistedOperations: new Map([[hash, listed]]) });
  await until(async () => (await steps()).plan === 1);
  const response = await fetch(`${test.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer bot' },
    body: JSON.stringify({ documentId: `sha256:${hash}` }),
  });
  expect(await response.json()).toEqual({ data: { me: { name: 'Bob' } } });
  expect(await steps()).toEqual({ parse: 1, validate: 1, plan: 1 });
});

describe('without sign-in', () => {
  it.each([
    ['a closed field', '{ me { name } }'],
    ['one beside an open one', '{ correlationId me { name } }'],
    ['one in a fragment', '{ ...A } fragment A on Query { ... on Query { hidden: me { name } } }'],
    ['one that is skipped', '{ correlationId me @skip(if: true) { name } }'],
  ])('%s is refused before it is planned', async (_, query) => {
    for (const accept of ['application/json', 'text/event-stream'])
      expect(await ask(query, { accept })).toContain('"code":"UNAUTHENTICATED"');
    expect((await steps()).plan).toBe(0);
    expect(test.contexts).toEqual([]);
  });

  it('open fields are served, and the schema in development', async () => {
    expect(await ask('{ shout(text: "hi") __typename }')).toContain('"shout":"HI"');
    expect(await ask('{ __schema { queryType { name } } }')).toContain('"name":"Query"');
  });
});

const many = (count: number, text: (n: number) => string) => Array.from({ length: count }, (_, n) => text(n)).join(' ');

describe('what validation would take long for is refused before it', () => {
  it.each([
    [
      'fragments that are compared with each other',
      `{ me { ${many(300, (n) => `...F${n}`)} } } ${many(300, (n) => `fragment F${n} on Person { name }`)}`,
    ],
    [
      'fragments that spread each other',
      `{ me { ...F0 } } ${many(40, (n) => `fragment F${n} on Person { ${many(40, (m) => `...F${m}`)} }`)}`,
    ],
    [
      'a chain of fragments',
      `{ me { ...F0 } } ${many(980, (n) => `fragment F${n} on Person { ...F${n + 1} }`)} fragment F980 on Person { name }`,
    ],
    [
      'a chain that nothing uses',
      `{ me { name } } ${many(980, (n) => `fragment F${n} on Person { ...F${n + 1} }`)} fragment F980 on Person { name }`,
    ],
    [
      'fields of one name in fields of one name',
      `{ ${many(30, () => `me { ${many(30, () => 'friend { name }')} }`)} }`,
    ],
    [
      'the same in fragments',
      `{ ...A ...B } fragment A on Query { ${many(12, () => `me { ${many(12, () => 'friend { name }')} }`)} } fragment B on Query { ${many(12, () => `me { ${many(12, () => 'friend { name }')} }`)} }`,
    ],
  ])('%s', async (_, query) => {
    for (const result of [await ask(query, { token: 'ada' }), await onSocket(query, { token: 'ada' })])
      expect(result).toContain('"code":"QUERY_TOO_COMPLEX"');
    expect((await steps()).plan).toBe(0);
  });
});

describe('beside a subscription with a conditional root', () => {
  const BOTH = 'query Q { me { name } } subscription S($a: Boolean!) { ticks @include(if: $a) { name } }';

  it('a query is served, over HTTP and on a socket', async () => {
    expect(await ask(BOTH, { token: 'ada', operationName: 'Q' })).toContain('"name":"Ada"');
    expect(await onSocket(BOTH, { token: 'ada', operationName: 'Q' })).toContain('"name":"Ada"');
  });

  it('and it is a mistake of the client not to say which is meant', async () => {
    expect(await ask(BOTH, { token: 'ada' })).toContain('"code":"VALIDATION_FAILED"');
    expect(await onSocket(BOTH, { token: 'ada' })).toContain('"code":"VALIDATION_FAILED"');
  });
});
