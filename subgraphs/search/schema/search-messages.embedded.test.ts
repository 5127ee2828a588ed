import { randomUUID } from 'node:crypto';
import { ANONYMOUS, type Principal, type Viewer } from '@parley/contracts/principal';
import { createCommits } from '@parley/log/commits';
import { setPublic } from '@parley/log/members';
import { createRelay } from '@parley/log/relay';
import { postgresSearchIndex } from '@parley/ports/search/postgres';
import { postgresStream } from '@parley/log/event-stream/postgres-stream';
import { serviceGroup, type Service } from '@parley/runtime/service';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { until } from '@parley/testing/until';
import { asking, aViewer } from '@parley/testing/viewers';
import pino from 'pino';
import { createSearchSubgraph } from '../subgraph';
import { createRoom, type Room } from '../testing/room';
import { messageIndexer } from '../workers/message-indexer';

const SEARCH = `query ($query: String!, $filter: MessageSearchFilter, $first: Int, $after: String) {
  searchMessages(query: $query, filter: $filter, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { score highlights message { __typename id } } }
  }
}`;

interface Answer {
  searchMessages: {
    totalCount: number;
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
    edges: {
      cursor: string;
      node: { score: number; highlights: string[]; message: { __typename: string; id: string } };
    }[];
  };
}

let fresh: FreshDatabase;
let indexing: Service;
const commits = createCommits();
const ann = aViewer();
const bob = aViewer({ tenant: ann.tenant });
const cyd = aViewer({ tenant: ann.tenant });
const eve = aViewer();

beforeAll(async () => {
  fresh = await freshDatabase({ poolSize: 12 });
  const logger = pino({ level: 'silent' });
  const stream = postgresStream({ database: fresh.database, logger, pollMs: 50 });
  const index = postgresSearchIndex(fresh);
  indexing = serviceGroup('indexing', [
    stream.consumer('search', messageIndexer({ database: fresh.database, index })),
    createRelay({ database: fresh.database, stream, commits, logger, pollMs: 50 }),
  ]);
  await indexing.start();
});
afterAll(async () => {
  await indexing.stop();
  await fresh.close();
});

const room = (...members: Viewer[]): Promise<Room> => createRoom({ database: fresh.database, commits }, members);

function execute(as: Principal, variables: Record<string, unknown>) {
  const subgraph = createSearchSubgraph({ database: fresh.database, index: postgresSearchIndex(fresh) });
  return asking(subgraph, as)<Answer>(SEARCH, variables);
}
async function search(as: Principal, query: string, more: Record<string, unknown> = {}) {
  const { data, errors } = await execute(as, { query, ...more });
  expect(errors).toBeUndefined();
  return data!.searchMessages;
}
const found = async (as: Principal, query: string, filter?: object) =>
  (await search(as, query, { filter, first: 100 })).edges.map(({ node }) => node.message.id);
const indexed = (as: Principal, query: string, count: number) =>
  until(async () => (await found(as, query)).length === count);

test('a sent message is found a moment later, by those who are there', async () => {
  const { send } = await room(ann, bob);
  const message = await send(ann, 'The zebra & the <b>lion</b>');
  await indexed(bob, 'zebra', 1);
  const { edges, totalCount, pageInfo } = await search(bob, 'ZEBRA');
  expect(totalCount).toBe(1);
  expect(pageInfo).toMatchObject({
    hasNextPage: false,
    hasPreviousPage: false,
    startCursor: edges[0]!.cursor,
    endCursor: edges[0]!.cursor,
  });
  expect(edges[0]!.node).toEqual({
    score: expect.any(Number) as number,
    highlights: ['The <mark>zebra</mark> &amp; the &lt;b&gt;lion&lt;/b&gt;'],
    message: { __typename: 'Message', id: message },
  });
});

test('1, 6: strangers find nothing, nor do other tenants, also by naming the conversation', async () => {
  const { send, conversation } = await room(ann);
  await send(ann, 'confidential quokka');
  await indexed(ann, 'quokka', 1);
  for (const stranger of [bob, eve, aViewer({ user: ann.user })]) {
    for (const filter of [
      undefined,
      { conversationIds: [conversation] },
      { conversationIds: [conversation], authorIds: [ann.user] },
    ])
      expect(await search(stranger, 'quokka', { filter })).toMatchObject({ totalCount: 0, edges: [] });
  }
});

test('1: a foreign conversation in the filter contributes nothing, nor does what is no id', async () => {
  const [mine, foreign] = [await room(ann), await room(bob)];
  const message = await mine.send(ann, 'numbat mine');
  await foreign.send(bob, 'numbat foreign');
  await indexed(ann, 'numbat', 1);
  await indexed(bob, 'numbat', 1);
  expect(
    await found(ann, 'numbat', {
      conversationIds: [mine.conversation, foreign.conversation, 'nonsense', randomUUID()],
    }),
  ).toEqual([message]);
  expect(await found(ann, 'numbat', { conversationIds: [foreign.conversation] })).toEqual([]);
  expect(await found(ann, 'numbat', { conversationIds: [] })).toEqual([]);
});

test('6: after leaving nothing is found, and after coming back it is', async () => {
  const { send, leave } = await room(ann, bob);
  await send(ann, 'bilby');
  await indexed(bob, 'bilby', 1);
  await leave(bob);
  expect(await search(bob, 'bilby')).toMatchObject({ totalCount: 0, edges: [] });
  expect(await found(ann, 'bilby')).toHaveLength(1);
});

test('6: what is deleted is gone at once, also while the index is behind, and its text leaves the index', async () => {
  const messages = await room(ann);
  const message = await messages.send(ann, 'secret wombat');
  await messages.send(ann, 'public wombat');
  await indexed(ann, 'wombat', 2);
  await indexing.stop();
  await messages.delete(message);
  expect(await found(ann, 'secret')).toEqual([]);
  expect(await search(ann, 'wombat')).toMatchObject({ totalCount: 1 });
  await indexing.start();
  const left = () => fresh.database.query<{ text: string }>('select text from search.message where id = $1', [message]);
  await until(async () => (await left())[0]!.text === '');
});

test('an edited message is found by what it says now', async () => {
  const messages = await room(ann);
  const message = await messages.send(ann, 'a wallaby');
  await indexed(ann, 'wallaby', 1);
  await messages.edit(message, 'a pademelon');
  await until(async () => (await found(ann, 'pademelon')).length === 1);
  expect(await found(ann, 'wallaby')).toEqual([]);
});

test('filters narrow', async () => {
  const { send, conversation } = await room(ann, bob, cyd);
  const day = (n: number) => new Date(Date.UTC(2026, 0, n));
  const one = await send(ann, 'dingo one', { createdAt: day(1) });
  const two = await send(bob, 'dingo two', { createdAt: day(2), mentions: [cyd], hasAttachment: true });
  await indexed(cyd, 'dingo', 2);
  const narrowed = async (filter: object) =>
    (await found(cyd, 'dingo', { conversationIds: [conversation], ...filter })).sort();
  expect(await narrowed({})).toEqual([one, two].sort());
  expect(await narrowed({ authorIds: [bob.user] })).toEqual([two]);
  expect(await narrowed({ authorIds: ['nobody'] })).toEqual([]);
  expect(await narrowed({ from: day(2).toISOString() })).toEqual([two]);
  expect(await narrowed({ to: day(1).toISOString() })).toEqual([one]);
  expect(await narrowed({ hasAttachment: true })).toEqual([two]);
  expect(await narrowed({ hasAttachment: false })).toEqual([one]);
  expect(await narrowed({ mentionsMe: true })).toEqual([two]);
  expect(await narrowed({ mentionsMe: false })).toEqual([one, two].sort());
  expect(await found(ann, 'dingo', { mentionsMe: true })).toEqual([]);
});

test('a language narrows to what is written in it, as it is now', async () => {
  const messages = await room(ann);
  const english = await messages.send(ann, 'We saw a kookaburra on the way to the office');
  const german = await messages.send(ann, 'Auf dem Weg ins Büro haben wir einen Kookaburra gesehen');
  const japanese = await messages.send(ann, '事務所へ行く途中で kookaburra を見ました');
  await messages.send(ann, 'kookaburra!');
  await indexed(ann, 'kookaburra', 4);
  const written = (language: string) => found(ann, 'kookaburra', { language });
  expect(await written('en')).toEqual([english]);
  expect(await written('de-AT')).toEqual([german]);
  expect(await written('ja')).toEqual([japanese]);
  expect(await written('fr')).toEqual([]);
  await messages.edit(english, 'Nous avons vu un kookaburra sur le chemin du bureau');
  await until(async () => (await written('fr')).join() === english);
  expect(await written('en')).toEqual([]);
});

test('6: a public conversation is searched by its whole tenant, until it is made private', async () => {
  const open = await room(ann, bob);
  const message = await open.send(ann, 'a public potoroo');
  await indexed(ann, 'potoroo', 1);
  const named = { conversationIds: [open.conversation] };
  for (const filter of [undefined, named]) expect(await found(cyd, 'potoroo', filter)).toEqual([]);

  await setPublic(fresh.database, open.conversation, true);
  for (const filter of [undefined, named, { ...named, authorIds: [ann.user] }])
    expect(await search(cyd, 'potoroo', { filter })).toMatchObject({
      totalCount: 1,
      edges: [{ node: { message: { id: message } } }],
    });
  for (const stranger of [eve, aViewer({ user: cyd.user })])
    for (const filter of [undefined, named]) expect(await found(stranger, 'potoroo', filter)).toEqual([]);
  await open.leave(bob);
  expect(await found(bob, 'potoroo')).toEqual([message]);

  await setPublic(fresh.database, open.conversation, false);
  for (const left of [bob, cyd])
    for (const filter of [undefined, named])
      expect(await search(left, 'potoroo', { filter })).toMatchObject({ totalCount: 0, edges: [] });
  expect(await found(ann, 'potoroo')).toEqual([message]);
});

test('a private conversation is found by nobody else beside a public one', async () => {
  const [open, closed] = [await room(ann), await room(bob)];
  await setPublic(fresh.database, open.conversation, true);
  const message = await open.send(ann, 'bettong in the open');
  await closed.send(bob, 'bettong behind doors');
  await indexed(bob, 'bettong', 2);
  expect(await search(cyd, 'bettong')).toMatchObject({ totalCount: 1 });
  expect(await found(cyd, 'bettong', { conversationIds: [open.conversation, closed.conversation] })).toEqual([message]);
});

test('pages follow each other without a gap or a repeat', async () => {
  const { send } = await room(ann);
  for (let n = 0; n < 7; n++) await send(ann, 'echidna');
  await indexed(ann, 'echidna', 7);
  const paged: string[] = [];
  let after: string | null = null;
  for (let more = true; more;) {
    const page: Answer['searchMessages'] = await search(ann, 'echidna', { first: 3, after });
    expect(page.totalCount).toBe(7);
    expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
    paged.push(...page.edges.map(({ node }) => node.message.id));
    ({ hasNextPage: more, endCursor: after } = page.pageInfo);
  }
  expect(paged).toEqual(await found(ann, 'echidna'));
  expect(new Set(paged).size).toBe(7);
});

test.each([
  [{ query: '' }, 'query'],
  [{ query: '   ' }, 'query'],
  [{ query: 'x'.repeat(501) }, 'query'],
  [{ query: 'a\u0000b' }, 'query'],
  [{ query: 'a\uD800b' }, 'query'],
  [{ query: 'a', first: 0 }, 'first'],
  [{ query: 'a', first: 1_000_000 }, 'first'],
  [{ query: 'a', after: 'forged' }, 'after'],
  [{ query: 'a', after: Buffer.from('[1,"x"]').toString('base64url') }, 'after'],
  [{ query: 'a', after: Buffer.from('[1e999,null]').toString('base64url') }, 'after'],
  [{ query: 'a', filter: { language: 'not a language' } }, 'filter.language'],
  [{ query: 'a', filter: { authorIds: Array.from({ length: 1_001 }, () => 'x') } }, 'filter.authorIds'],
])('25: %j is refused, and says why', async (variables, field) => {
  const { errors } = await execute(ann, variables);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ field }] });
});

test('500 characters are a query, also when each is two UTF-16 units', async () => {
  expect(await search(ann, '😀'.repeat(500))).toMatchObject({ totalCount: 0 });
  expect(await search(ann, '!?')).toMatchObject({ totalCount: 0, edges: [] });
});

test('one has to sign in', async () => {
  const { errors } = await execute(ANONYMOUS, { query: 'a' });
  expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});
