import { createHash, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { BotKeyId } from '@parley/contracts/ids';
import { createClient, type SubscribePayload } from 'graphql-ws';
import WebSocket from 'ws';
import type { BotOperations } from './federation/bot-operations';
import { startTestGateway, viewer, type TestGateway } from './tiny-graph.fixture';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const persistedQuery = (sha256Hash: string, version = 1) => ({ persistedQuery: { version, sha256Hash } });
/** An operation that nobody has sent yet. */
const newOperation = () => `query Q${randomUUID().replaceAll('-', '')} { me { name } }`;

const LISTED = 'query Listed { me { name } }';
const LISTED_BARE = 'query ListedBare { me { id } }';
const LISTED_MUTATION = 'mutation Listed($name: String!) { rename(name: $name) { name } }';
const LISTED_SUBSCRIPTION = 'subscription Listed { ticks { name } }';
const LISTED_BROKEN = 'query Listed { me { name } broken }';
const LISTED_INTROSPECTION = 'query Listed { __schema { queryType { name } } }';

const PUBLISHED = 'query Published { me { name } }';
const PUBLISHED_SUBSCRIPTION = 'subscription Published { ticks { name } }';
const PUBLISHED_ELSEWHERE = 'query Elsewhere { me { name } }';

/** By account, what was published for it. */
const published = new Map([
  ['bob', [PUBLISHED, PUBLISHED_SUBSCRIPTION]],
  ['ada', [PUBLISHED_ELSEWHERE]],
]);
const loaded = new Map<string, Map<string, string>>();
const botOperations: BotOperations = {
  load: ({ user }) =>
    loaded.has(user)
      ? undefined
      : (async () => {
          await setTimeout(10);
          loaded.set(user, new Map(published.get(user)!.map((text) => [sha256(text), text])));
        })(),
  textOf: ({ user }, hash) => loaded.get(user)?.get(hash),
};

let test: TestGateway;
beforeAll(async () => {
  test = await startTestGateway({
    environment: 'production',
    botOperations,
    persistedOperations: new Map([
      [`sha256:${sha256(LISTED)}`, LISTED],
      [sha256(LISTED_BARE), LISTED_BARE],
      ...[LISTED_MUTATION, LISTED_SUBSCRIPTION, LISTED_INTROSPECTION, LISTED_BROKEN].map(
        (text) => [sha256(text), text] as const,
      ),
    ]),
  });
});
beforeAll(() => {
  test.people.set('robo', viewer('bob', { bot: true, key: 'key of robo' as BotKeyId }));
  test.people.set('other', viewer('ada', { bot: true, key: 'key of other' as BotKeyId }));
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

  describe('a bot with a key (fault 23)', () => {
    it('runs what was published for it', async () => {
      loaded.clear();
      const body = { documentId: `sha256:${sha256(PUBLISHED)}` };
      expect((await request('robo', body)).errors).toBeUndefined();
    });

    it.each<[string, Body]>([
      ['by text', { query: PUBLISHED }],
      ['by text and the hash of what was published', { query: LISTED, extensions: persistedQuery(sha256(PUBLISHED)) }],
      ["by another bot's id", { documentId: sha256(PUBLISHED_ELSEWHERE) }],
      ['of what bots without a key may run', { documentId: sha256(LISTED) }],
    ])('runs nothing %s', async (__, body) => {
      expect(codesOf(await request('robo', body))).toEqual(['PERSISTED_QUERY_REQUIRED']);
    });

    it('does not run what others may', async () => {
      expect((await request('other', { documentId: sha256(PUBLISHED_ELSEWHERE) })).errors).toBeUndefined();
      expect(codesOf(await request('other', { documentId: sha256(PUBLISHED) }))).toEqual(['PERSISTED_QUERY_REQUIRED']);
    });

    it("runs nothing by somebody's hash", async () => {
      const query = newOperation();
      const extensions = persistedQuery(sha256(query));
      expect(codesOf(await request('ada', { query, extensions }))).toBeUndefined();
      expect(codesOf(await request('robo', { extensions }))).toEqual(['PERSISTED_QUERY_REQUIRED']);
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

it.each(['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])(
  'a bot with a key listens over %s to what was published',
  async (accept) => {
    const listen = async (documentId: string) => {
      const params = new URLSearchParams({ documentId });
      const headers = { accept, authorization: 'Bearer robo' };
      const response = await fetch(`${test.gateway.url}/graphql?${params}`, { headers });
      // a subscription goes on: reading ends with what is looked for
      const reader = response.body!.getReader();
      const decoder = new TextDecoder();
      let text = '';
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        text += decoder.decode(part.value, { stream: true });
        if (/tick 1|errors/.test(text)) break;
      }
      await reader.cancel();
      return text;
    };
    expect(await listen(sha256(PUBLISHED_SUBSCRIPTION))).toContain('tick 1');
    expect(await listen(sha256(LISTED_SUBSCRIPTION))).toContain('PERSISTED_QUERY_REQUIRED');
  },
);

describe('a query by its hash, with GET', () => {
  const get = (token: string, params: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${test.gateway.url}/graphql?${new URLSearchParams(params)}`, {
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    });

  it('may be kept by the client alone, which asks whether it is the same', async () => {
    const params = { documentId: sha256(LISTED) };
    const response = await get('ada', params);
    const { etag, vary, ...others } = Object.fromEntries(response.headers);
    expect(others['cache-control']).toBe('private, no-cache');
    expect(vary!.split(', ')).toEqual(expect.arrayContaining(['authorization', 'accept', 'accept-encoding']));
    expect(await response.json()).toEqual({ data: { me: { name: 'Ada' } } });
    const again = await get('ada', params, { 'if-none-match': `"x", ${etag}` });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    expect((await get('bob', params, { 'if-none-match': etag! })).status).toBe(200);
  });

  it.each<[string, Record<string, string>]>([
    ['a query by text', { query: LISTED }],
    ['a query with errors', { documentId: sha256(LISTED_BROKEN) }],
    ['an unknown hash', { documentId: sha256('nothing') }],
    ['a mutation', { documentId: sha256(LISTED_MUTATION) }],
  ])('%s is not to be kept', async (_, params) => {
    const response = await get('ada', params);
    expect([response.headers.get('cache-control'), response.headers.get('etag')]).toEqual(['no-store', null]);
  });

  it('nor is what is asked for with POST', async () => {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer ada' };
    const body = JSON.stringify({ documentId: sha256(LISTED) });
    const response = await fetch(`${test.gateway.url}/graphql`, { method: 'POST', headers, body });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
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
