import { ParleyError, unavailable } from '@parley/contracts/errors';
import type { IdempotentRequest, IdempotencyStore } from '@parley/ports/idempotency/idempotency-store';
import { until } from '@parley/testing/until';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { startTestGateway, type TestGateway } from './tiny-graph.fixture';

interface Stored {
  content: string;
  response?: string;
}

const stored = new Map<string, Stored>();
let isDown = false;
let isFull = false;

/** In this process, and until the test ends. */
const idempotencyStore: IdempotencyStore = {
  async begin({ person, key, content }: IdempotentRequest) {
    if (isDown) throw unavailable('The database does not respond');
    if (isFull) throw new ParleyError('QUOTA_EXCEEDED', 'Too many keys');
    const place = `${person} ${key}`;
    const found = stored.get(place);
    if (found && found.content !== content) return { state: 'conflict' };
    if (found)
      return found.response === undefined ? { state: 'in progress' } : { state: 'completed', response: found.response };
    stored.set(place, { content });
    return {
      state: 'reserved',
      async complete(response) {
        if (isDown) throw unavailable('The database does not respond');
        stored.set(place, { content, response });
      },
      async release() {
        stored.delete(place);
      },
    };
  },
};

let test: TestGateway;
beforeAll(async () => (test = await startTestGateway({ idempotencyStore })));
afterAll(() => test.gateway.stop());
afterEach(() => {
  stored.clear();
  isDown = isFull = false;
});

interface Asked {
  query?: string;
  /** As they are, or as JSON. */
  variables?: object | string;
  token?: string;
  key?: string;
}

const ATTEMPT = 'mutation ($outcome: String!) { attempt(outcome: $outcome) }';

async function request({ query = ATTEMPT, variables = { outcome: 'done' }, token = 'ada', key = '"k-1"' }: Asked = {}) {
  const response = await fetch(`${test.gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(key && { 'idempotency-key': key }),
    },
    body: `{"query":${JSON.stringify(query)},"variables":${typeof variables === 'string' ? variables : JSON.stringify(variables)}}`,
  });
  const { data, errors } = (await response.json()) as {
    data?: Record<string, unknown>;
    errors?: { extensions: Record<string, unknown> }[];
  };
  return { data, codes: errors?.map(({ extensions }) => extensions.code), errors, response, status: response.status };
}
const attempted = async (asked?: Asked) => (await request(asked)).data?.attempt;

it('executes a mutation once, and gives its first answer again', async () => {
  const first = await attempted();
  expect(first).toBe(test.attempts.made);
  expect(await attempted()).toBe(first);
  expect(await attempted({ key: 'k-1' })).toBe(first);
  expect(test.attempts.made).toBe(first);
  expect(await attempted({ key: '"k-2"' })).toBe(Number(first) + 1);
  expect(await attempted({ key: '' })).toBe(Number(first) + 2);
});

it('marks what is given again', async () => {
  const replayed = async (asked?: Asked) => (await request(asked)).response.headers.get('idempotency-replayed');
  expect(await replayed()).toBeNull();
  expect(await replayed()).toBe('true');
  expect(await replayed({ variables: { outcome: 'other' } })).toBeNull();
});

it('takes variables of any depth, and knows them again', async () => {
  const nested = (depth: number) => `${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`;
  const first = await attempted({ variables: `{"outcome":"done","deep":${nested(5_000)}}` });
  expect(first).toBe(test.attempts.made);
  expect(await attempted({ variables: `{"deep":${nested(5_000)},"outcome":"done"}` })).toBe(first);
  const { codes } = await request({ variables: `{"outcome":"done","deep":${nested(5_001)}}` });
  expect(codes).toEqual(['IDEMPOTENCY_CONFLICT']);
});

it('takes variables of any depth with numbers of any length', async () => {
  const nested = `${'{"a":['.repeat(5_000)}12345678901234567890${']}'.repeat(5_000)}`;
  expect(await attempted({ variables: `{"outcome":"done","deep":${nested}}` })).toBe(test.attempts.made);
});

it('executes nothing with a key that is one too many', async () => {
  isFull = true;
  const before = test.attempts.made;
  expect(await request()).toMatchObject({ status: 403, codes: ['QUOTA_EXCEEDED'] });
  expect(test.attempts.made).toBe(before);
  expect(await attempted({ key: '' })).toBe(before + 1);
  const metrics = await (await fetch(`${test.gateway.url}/metrics`)).text();
  expect(metrics).toMatch(/parley_idempotency_requests_total\{outcome="refused"\} 1/);
});

it('is each viewer’s own', async () => {
  const first = await attempted();
  expect(await attempted({ token: 'bob' })).not.toBe(first);
  expect(await attempted()).toBe(first);
});

it('keeps errors too, but for those that say that asking again may help', async () => {
  for (const [code, times] of [
    ['NOT_FOUND', 1],
    ['CONFLICT', 1],
    ['UNAVAILABLE', 3],
    ['RATE_LIMITED', 3],
  ] as const) {
    const before = test.attempts.made;
    const asked = { variables: { outcome: code }, key: code };
    for (let n = 0; n < 3; n++) expect((await request(asked)).codes).toEqual([code]);
    expect(test.attempts.made - before).toBe(times);
  }
});

it('with something else is IDEMPOTENCY_CONFLICT, and is not executed', async () => {
  const first = await attempted();
  for (const other of [
    { variables: { outcome: 'other' } },
    { query: 'mutation Other($outcome: String!) { attempt(outcome: $outcome) }' },
  ])
    expect(await request(other)).toMatchObject({ status: 422, codes: ['IDEMPOTENCY_CONFLICT'], data: undefined });
  expect(test.attempts.made).toBe(first);
});

it('is the same however the names in its variables are ordered', async () => {
  const query =
    'mutation ($name: String!, $outcome: String!) { attempt(outcome: $outcome) rename(name: $name) { name } }';
  const one = await attempted({ query, variables: { name: 'Eve', outcome: 'x' } });
  expect(await attempted({ query, variables: { outcome: 'x', name: 'Eve' } })).toBe(one);
});

it('while the first is under way is an error that says to try again', async () => {
  const before = test.attempts.made;
  const asked = { variables: { outcome: 'wait' } };
  const first = request(asked);
  await until(() => test.attempts.made > before);
  const { status, errors, response } = await request(asked);
  expect(status).toBe(409);
  expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE', retryable: true } }]);
  expect(response.headers.get('retry-after')).toBe('1');
  test.attempts.finish();
  expect((await first).data).toEqual({ attempt: before + 1 });
  expect(await attempted(asked)).toBe(before + 1);
});

it('takes no key for what is refused before it is executed, nor for a query', async () => {
  expect((await request({ query: 'mutation { nothing }', variables: {} })).codes).toEqual(['VALIDATION_FAILED']);
  const { data } = await request({ query: '{ me { name } }', variables: {} });
  expect(data).toEqual({ me: { name: 'Ada' } });
  expect(stored.size).toBe(0);
});

it('means nothing to whoever is not signed in', async () => {
  const one = await attempted({ token: '' });
  expect(await attempted({ token: '' })).toBe(Number(one) + 1);
  expect(stored.size).toBe(0);
});

it('that is no key is refused', async () => {
  for (const key of ['a, b', '"a', 'x'.repeat(300)])
    expect(await request({ key })).toMatchObject({ status: 400, codes: ['VALIDATION_FAILED'] });
});

it('executes nothing while it can not be known what was asked before', async () => {
  isDown = true;
  const before = test.attempts.made;
  expect(await request()).toMatchObject({ status: 503, codes: ['UNAVAILABLE'] });
  expect(test.attempts.made).toBe(before);
  isDown = false;
  expect(await attempted()).toBe(before + 1);
});

it('gives the answer also when it can not be kept', async () => {
  const before = test.attempts.made;
  const asked = { variables: { outcome: 'wait' } };
  const first = request(asked);
  await until(() => test.attempts.made > before);
  isDown = true;
  test.attempts.finish();
  expect((await first).data).toEqual({ attempt: before + 1 });
  expect(test.lines.some(({ msg }) => String(msg).includes('could not be stored'))).toBe(true);
});

it('does not keep what is too long, and does not execute it again', async () => {
  const before = test.attempts.made;
  const many = Array.from({ length: 1_500 }, (_, n) => `a${n}: name`).join(' ');
  const name = 'x'.repeat(1_000);
  const query = `mutation ($name: String!) { attempt(outcome: "long") rename(name: $name) { ${many} } }`;
  expect((await request({ query, variables: { name } })).data).toMatchObject({ attempt: before + 1 });
  expect(await request({ query, variables: { name } })).toMatchObject({ status: 409, codes: ['CONFLICT'] });
  expect(test.attempts.made).toBe(before + 1);
});

it('is a matter of HTTP: a socket has none', async () => {
  const client = createClient({
    url: `${test.gateway.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { token: 'ada', 'idempotency-key': 'k-1' },
    retryAttempts: 0,
  });
  const answers = [];
  for (let n = 0; n < 2; n++)
    for await (const { data } of client.iterate({ query: ATTEMPT, variables: { outcome: 'done' } })) answers.push(data);
  expect(answers[0]).not.toEqual(answers[1]);
  await client.dispose();
});
