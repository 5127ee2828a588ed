import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { createConversation, sendMessage } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { createClient, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

/** A conversation's messages, page by page, as clients of Relay's connections read them. */

const HISTORY = `query History($id: ID!, $first: Int!, $after: Seq) {
  conversation(id: $id) {
    id
    messages(first: $first, after: $after) {
      edges { cursor node { id seq text } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}`;

interface Page {
  edges: { cursor: string; node: { seq: number; text: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}
interface History {
  conversation: { messages: Page };
}

const TEXTS = Array.from({ length: 11 }, (_, n) => `message ${n + 1}`);
const NEWEST_FIRST = [...TEXTS].reverse();
/** Pages that can be needed at most. */
const PAGES = 5;

let platform: RunningPlatform;
let ann: TestClient;
let id: string;
beforeAll(async () => {
  platform = await runningPlatform();
  ann = await platform.person('Ann');
  id = await createConversation(ann);
  for (const text of TEXTS) await sendMessage(ann, id, text);
});
afterAll(() => platform.close());

const textsOf = ({ edges }: Page) => edges.map(({ node }) => node.text);

async function page(args: string, variables: Record<string, unknown> = {}): Promise<Page> {
  const declared = args.includes('$cursor') ? '$id: ID!, $cursor: Seq' : '$id: ID!';
  const query = `query (${declared}) { conversation(id: $id) { messages(${args}) {
    edges { cursor node { seq text } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
  const { data, errors } = await ann.request<History & Record<string, never>>(query, { id, ...variables });
  if (!data || errors) throw new Error(JSON.stringify(errors));
  return data.conversation.messages;
}

/** All pages from this one on, each asked for with the cursor of the one before. */
async function readOn(first: Page, next: (cursor: string) => Promise<Page>): Promise<string[]> {
  const texts = textsOf(first);
  let at = first;
  for (let pages = 1; at.pageInfo.hasNextPage; pages++) {
    if (pages > PAGES) throw new Error('It has no end');
    at = await next(at.pageInfo.endCursor!);
    texts.push(...textsOf(at));
  }
  return texts;
}

describe.each([
  ['in a variable', (argument: string) => (cursor: string) => page(`first: 4, ${argument}: $cursor`, { cursor })],
  ['in the text', (argument: string) => (cursor: string) => page(`first: 4, ${argument}: "${cursor}"`)],
  ['as a number', (argument: string) => (cursor: string) => page(`first: 4, ${argument}: ${Number(cursor)}`)],
])('a cursor %s', (how, next) => {
  it('goes on backward by `before`, from the newest', async () => {
    expect(await readOn(await page('first: 4'), next('before'))).toEqual(NEWEST_FIRST);
  });

  it('goes on forward by `after`, from the oldest', async () => {
    expect(await readOn(await page('first: 4, after: 0'), next('after'))).toEqual(TEXTS);
    expect(await readOn(await page('first: 4, after: "0"'), next('after'))).toEqual(TEXTS);
  });

  it('goes on by `after` in the direction that its page reads in; a position goes forward', async () => {
    const newest = await page('first: 4');
    if (how === 'as a number') expect(textsOf(await next('after')(newest.pageInfo.startCursor!))).toEqual([]);
    else expect(await readOn(newest, next('after'))).toEqual(NEWEST_FIRST);
  });

  it('is the position, and that of its edge', async () => {
    for (const { edges, pageInfo } of [await page('first: 4'), await next('before')('9'), await next('after')('3')]) {
      expect(edges.map(({ cursor }) => Number(cursor))).toEqual(edges.map(({ node }) => node.seq));
      expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0]!.cursor, edges.at(-1)!.cursor]);
    }
  });
});

it('what is no cursor is refused', async () => {
  for (const cursor of ['', 'abc', '-1', '1.5', '99999999999999999'])
    await expect(page('first: 4, after: $cursor', { cursor })).rejects.toThrow('VALIDATION_FAILED');
});

it('a cursor is taken for a position wherever one is', async () => {
  const { pageInfo } = await page('first: 4');
  const { data } = await ann.request<{ markRead: { lastReadSeq: number } }>(
    'mutation ($id: ID!, $seq: Seq!) { markRead(conversationId: $id, seq: $seq) { lastReadSeq } }',
    { id, seq: pageInfo.startCursor },
  );
  expect(data?.markRead.lastReadSeq).toBe(Number(pageInfo.startCursor));
});

describe.each([
  ['the newest', null, NEWEST_FIRST],
  ['the oldest', '0', TEXTS],
])('from %s on, with stock helpers', (_, after, expected) => {
  it('Apollo Client’s relayStylePagination', async () => {
    const typePolicies = { Conversation: { fields: { messages: relayStylePagination() } } };
    const client = new ApolloClient({
      link: new HttpLink({ uri: `${platform.url}/graphql`, headers: { authorization: `Bearer ${ann.token}` } }),
      cache: new InMemoryCache({ typePolicies }),
    });
    const history = client.watchQuery<History>({ query: gql(HISTORY), variables: { id, first: 4, after } });
    const watching = history.subscribe(() => undefined);
    const shown = () => history.getCurrentResult().data?.conversation?.messages as Page | undefined;
    let at = await until(() => shown(), { what: 'The first page' });
    for (let pages = 1; at.pageInfo.hasNextPage && pages <= PAGES; pages++) {
      await history.fetchMore({ variables: { after: at.pageInfo.endCursor } });
      const before = at.edges.length;
      at = await until(() => shown()!.edges.length > before && shown(), { what: 'The next page' });
    }
    expect(textsOf(at)).toEqual(expected);
    watching.unsubscribe();
    client.stop();
  });

  it('urql’s relayPagination', async () => {
    const client = createClient({
      url: `${platform.url}/graphql`,
      preferGetMethod: false,
      fetchOptions: { headers: { authorization: `Bearer ${ann.token}` } },
      exchanges: [
        cacheExchange({
          keys: { MessageConnection: () => null, MessageEdge: () => null, PageInfo: () => null },
          resolvers: { Conversation: { messages: relayPagination() } },
        }),
        fetchExchange,
      ],
    });
    const read = async (cursor: string | null) =>
      (await client.query<History>(HISTORY, { id, first: 4, after: cursor }).toPromise()).data!.conversation.messages;
    let at = await read(after);
    for (let pages = 1; at.pageInfo.hasNextPage && pages <= PAGES; pages++) at = await read(at.pageInfo.endCursor);
    expect(textsOf(at)).toEqual(expected);
  });
});
