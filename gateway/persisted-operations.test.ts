import { createHash, randomUUID } from 'node:crypto';
import { createClient, type SubscribePayload } from 'graphql-ws';
import WebSocket from 'ws';
import { startTestGateway, type TestGateway } from './tiny-graph.fixture';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const persistedQuery = (sha256Hash: string, version = 1) => ({ persistedQuery: { version, sha256Hash } });
/** An operation that nobody has sent yet. */
const newOperation = () => `query Q${randomUUID().replaceAll('-', '')} { me { name } }`;

const LISTED = 'query Listed { me { name } }';
const LISTED_BARE = 'query ListedBare { me { id } }';
const LISTED_MUTATION = 'mutation Listed($name: String!) { rename(name: $name) { name } }';
const LISTED_SUBSCRIPTION = 'subscription Listed { ticks { name } }';
const LISTED_INTROSPECTION = 'query Listed { __schema { queryType { name } } }';

let test: TestGateway;
beforeAll(async () => {
  test = await startTestGateway({
    environment: 'production',
    persistedOperations: new Map([
      [`sha256:${sha256(LISTED)}`, LISTED],
      [sha256(LISTED_BARE), LISTED_BARE],
      ...[LISTED_MUTATION, LISTED_SUBSCRIPTION, LISTED_INTROSPECTION].map((text) => [sha256(text), text] as const),
    ]),
  });
});
afterAll(() => test.gateway.stop());

interface Result {
  data?: unknown;
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[] | null;
}
type Body = Partial<SubscribePayload> & { documentId?: string };
type SendRequest = (token: string, body: Body) => Promise<Result>;

const overHttp: SendRequest = async (token, body) => {
  const response = await fetch(`${test.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Result;
};

const overGet: SendRequest = async (token, body) => {
  const params = new URLSearchParams(
    Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
  const response = await fetch(`${test.gateway.url}/graphql?${params}`, {
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  });
  return (await response.json()) as Result;
};

/** By a stock client, which leaves the text empty where it has none. */
const overSocket: SendRequest = async (token, body) => {
  const url = `${test.gateway.url.replace('http', 'ws')}/graphql`;
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

describe.each([
  ['POST', overHttp],
  ['GET', overGet],
  ['socket', overSocket],
])('over %s', (_, request) => {
  describe('a bot', () => {
    it.each<[string, Body]>([
      ['by its hash', { extensions: persistedQuery(sha256(LISTED)) }],
      ['by its hash with a prefix', { extensions: persistedQuery(`sha256:${sha256(LISTED)}`) }],
      ['by its hash in capitals', { extensions: persistedQuery(sha256(LISTED).toUpperCase()) }],
      ['by its document id', { documentId: `sha256:${sha256(LISTED)}` }],
      ['by its bare document id', { documentId: sha256(LISTED) }],
    ])('runs what is listed %s', async (__, body) => {
      expect(await request('bot', body)).toEqual({ data: { me: { name: 'Bob' } } });
    });

    it('runs what is listed without a prefix', async () => {
      expect(await request('bot', { documentId: `sha256:${sha256(LISTED_BARE)}` })).toEqual({
        data: { me: { id: 'bob' } },
      });
    });

    it.each<[string, Body]>([
      ['by text', { query: newOperation() }],
      ['by text that is listed', { query: LISTED }],
      [
        'by text and the hash of something listed',
        { query: newOperation(), extensions: persistedQuery(sha256(LISTED)) },
      ],
      ['by text and a document id', { query: LISTED, documentId: sha256(LISTED) }],
      ['by broken text', { query: '{ me {' }],
      ['by a hash of nothing', { extensions: persistedQuery(sha256(newOperation())) }],
      ['by what is no hash', { documentId: 'Listed' }],
      ['by a hash of another version', { extensions: persistedQuery(sha256(LISTED), 2) }],
      ['by nothing', { extensions: {} }],
    ])('runs nothing %s', async (__, body) => {
      const answer = await request('bot', body);
      expect(answer).toMatchObject({
        errors: [{ extensions: { retryable: false, correlationId: expect.any(String) } }],
      });
      expect(codesOf(answer)).toEqual(['PERSISTED_QUERY_REQUIRED']);
    });

    it("runs nothing by somebody's hash", async () => {
      const query = newOperation();
      const extensions = persistedQuery(sha256(query));
      expect(codesOf(await request('ada', { query, extensions }))).toBeUndefined();
      expect(codesOf(await request('ada', { extensions }))).toBeUndefined();
      expect(codesOf(await request('bot', { extensions }))).toEqual(['PERSISTED_QUERY_REQUIRED']);
    });

    it('does not register what others then can ask for', async () => {
      const query = newOperation();
      const extensions = persistedQuery(sha256(query));
      await request('bot', { query, extensions });
      expect(codesOf(await request('ada', { extensions }))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    });
  });

  describe('a person', () => {
    it('registers a text by sending it with its hash, after being told that it is not known', async () => {
      const query = newOperation();
      const extensions = persistedQuery(sha256(query));
      const unknown = await request('ada', { extensions });
      expect(unknown.errors).toMatchObject([
        { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
      ]);
      expect(await request('ada', { query, extensions })).toEqual({ data: { me: { name: 'Ada' } } });
      expect(await request('bob', { extensions })).toEqual({ data: { me: { name: 'Bob' } } });
    });

    it('asks for what is listed, and for anything by text', async () => {
      expect(await request('ada', { documentId: sha256(LISTED) })).toEqual({ data: { me: { name: 'Ada' } } });
      expect(await request('ada', { query: newOperation() })).toEqual({ data: { me: { name: 'Ada' } } });
    });

    it.each<[string, Body]>([
      ['a hash of another text', { query: newOperation(), extensions: persistedQuery(sha256(LISTED)) }],
      ['a hash that is none', { extensions: persistedQuery('__proto__') }],
      ['another version', { extensions: persistedQuery(sha256(LISTED), 2) }],
      ['a document id that is no hash', { documentId: '1' }],
    ])('is told of %s', async (__, body) => {
      expect(codesOf(await request('ada', body))).toEqual(['VALIDATION_FAILED']);
    });
  });
});

it.each([
  ['POST', overHttp],
  ['socket', overSocket],
])('a bot changes things over %s', async (_, request) => {
  const body = { documentId: sha256(LISTED_MUTATION), variables: { name: 'Eve' } };
  expect(await request('bot', body)).toEqual({ data: { rename: { name: 'Eve' } } });
});

it('a bot subscribes', async () => {
  const body = { extensions: persistedQuery(sha256(LISTED_SUBSCRIPTION)) };
  expect(await overSocket('bot', body)).toEqual({ data: { ticks: { name: 'tick 1' } } });
  expect(codesOf(await overSocket('bot', { query: LISTED_SUBSCRIPTION }))).toEqual(['PERSISTED_QUERY_REQUIRED']);
});

it('Apollo clients get what they expect: 200 for a hash that is not known, 403 for a bot', async () => {
  const status = async (token: string, body: Body) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const options = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await fetch(`${test.gateway.url}/graphql`, options)).status;
  };
  expect(await status('ada', { extensions: persistedQuery(sha256(newOperation())) })).toBe(200);
  expect(await status('bot', { query: LISTED })).toBe(403);
});

it('texts that were registered make room for later ones', async () => {
  const long = `${newOperation()} #${'x'.repeat(900_000)}`;
  await overHttp('ada', { query: long, extensions: persistedQuery(sha256(long)) });
  expect(codesOf(await overHttp('ada', { extensions: persistedQuery(sha256(long)) }))).toBeUndefined();
  for (let i = 0; i < 6; i++) {
    const other = `${newOperation()} #${'y'.repeat(900_000)}`;
    await overHttp('ada', { query: other, extensions: persistedQuery(sha256(other)) });
  }
  expect(codesOf(await overHttp('ada', { extensions: persistedQuery(sha256(long)) }))).toEqual([
    'PERSISTED_QUERY_NOT_FOUND',
  ]);
});

it('somebody who registers many, or long ones, pushes out their own and nobody else’s (42, 45)', async () => {
  const kept = newOperation();
  await overHttp('ada', { query: kept, extensions: persistedQuery(sha256(kept)) });
  const first = newOperation();
  await overHttp('partner', { query: first, extensions: persistedQuery(sha256(first)) });
  const long = Array.from({ length: 20 }, (_, n) => `# ${n} ${'x'.repeat(250_000)}\n${newOperation()}`);
  const many = Array.from({ length: 250 }, newOperation);
  for (const query of [...long, ...many]) {
    const { data } = await overHttp('partner', { query, extensions: persistedQuery(sha256(query)) });
    expect(data).toBeDefined();
  }
  expect((await overHttp('bob', { extensions: persistedQuery(sha256(kept)) })).data).toBeDefined();
  expect((await overHttp('bob', { extensions: persistedQuery(sha256(many.at(-1)!)) })).data).toBeDefined();
  for (const gone of [first, long[0]!, many[0]!])
    expect(codesOf(await overHttp('bob', { extensions: persistedQuery(sha256(gone)) }))).toEqual([
      'PERSISTED_QUERY_NOT_FOUND',
    ]);
});
