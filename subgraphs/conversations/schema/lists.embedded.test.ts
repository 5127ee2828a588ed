import type { ConversationId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { append } from '@parley/log/append';
import { createCommits } from '@parley/log/commits';
import { encodeCursor } from '@parley/runtime/graphql/connection';
import { operationsOf } from '../testing/operations';
import { createWorld, type World } from '../testing/world';

const LIST = `query ($first: Int, $after: String, $filter: ConversationFilter) {
  conversations(first: $first, after: $after, filter: $filter) {
    edges { cursor node { id title kind seq updatedAt memberCount members(first: 2) { edges { node { user { id } } } pageInfo { hasNextPage } } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;
const MEMBERS = `query ($id: ID!, $first: Int, $after: String) {
  conversation(id: $id) { members(first: $first, after: $after) { edges { node { user { id } } } pageInfo { hasNextPage endCursor } } }
}`;

let world: World;
let on: ReturnType<typeof operationsOf>;
let ann: Viewer, bob: Viewer, cyd: Viewer;

beforeEach(async () => {
  world = await createWorld();
  on = operationsOf(world.ask);
  [ann, bob, cyd] = (await world.people(3)) as [Viewer, Viewer, Viewer];
});
afterEach(() => world.close());

const list = async (viewer: Viewer, variables: Record<string, unknown> = {}) => {
  const { data, code } = await world.ask(viewer, LIST, variables);
  const ids = data.conversations?.edges.map(({ node }: { node: { id: string } }) => node.id) as string[];
  return { ids, code, pageInfo: data.conversations?.pageInfo, edges: data.conversations?.edges };
};

test('latest activity first, whatever it was, page by page', async () => {
  const made: string[] = [];
  for (let n = 0; n < 5; n++) made.push(await on.group(ann, bob));
  await on.group(bob);
  const stream = made[1] as ConversationId;
  const payload = { messageId: stream as never };
  await world.database.transaction((tx) =>
    append(tx, { commits: createCommits() }, [{ stream, type: 'MessageCreated', actor: bob.user, payload }]),
  );

  const expected = [made[1], made[4], made[3], made[2], made[0]];
  expect((await list(ann)).ids).toEqual(expected);
  const walked: string[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { ids, pageInfo } = await list(ann, { first: 2, after });
    walked.push(...ids);
    expect(pageInfo.hasPreviousPage).toBe(after !== null);
    after = pageInfo.endCursor;
    more = pageInfo.hasNextPage;
  }
  expect(walked).toEqual(expected);
});

test('by kind and by part of a title, in whatever case; signs of patterns mean themselves', async () => {
  const trip = (await on.create(ann, { kind: 'GROUP', title: 'Trip to Łódź 100%' })).data.id;
  const news = (await on.create(ann, { kind: 'CHANNEL', title: 'News' })).data.id;
  const direct = (await on.create(ann, { kind: 'DIRECT', memberIds: [bob.user] })).data.id;
  expect((await list(ann, { filter: { kinds: ['CHANNEL', 'DIRECT'] } })).ids).toEqual([direct, news]);
  expect((await list(ann, { filter: { query: 'łódź' } })).ids).toEqual([trip]);
  expect((await list(ann, { filter: { query: '%' } })).ids).toEqual([trip]);
  expect((await list(ann, { filter: { query: 'e_s' } })).ids).toEqual([]);
  expect((await list(ann, { filter: { kinds: [] } })).ids).toEqual([]);
});

test('what was left is not listed', async () => {
  const id = await on.group(ann, bob);
  await on.leave(bob, id);
  expect((await list(bob)).ids).toEqual([]);
});

test.each([
  ['no page', { first: 0 }],
  ['a page that is too large', { first: 1_000_000 }],
  ['a forged cursor', { after: 'x' }],
  ['a cursor of another list', { after: encodeCursor(['00000000-0000-4000-8000-000000000000']) }],
  ['a cursor of no time', { after: encodeCursor([1e300, '00000000-0000-4000-8000-000000000000']) }],
  ['a cursor of no id', { after: encodeCursor([1, "' or true"]) }],
  ['a query that is no text', { filter: { query: '\0' } }],
])('25: %s is refused', async (_, variables) => {
  expect((await list(ann, variables)).code).toBe('VALIDATION_FAILED');
});

test('members come page by page, each once', async () => {
  const others = await world.people(5, ann.tenant);
  const id = await on.group(ann, ...others);
  const walked: string[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { data } = await world.ask(ann, MEMBERS, { id, first: 2, after });
    const { edges, pageInfo } = data.conversation.members;
    walked.push(...edges.map(({ node }: { node: { user: { id: string } } }) => node.user.id));
    after = pageInfo.endCursor;
    more = pageInfo.hasNextPage;
  }
  expect(walked).toEqual([ann, ...others].map(({ user }) => user).sort());
});

test('a list takes as many statements for twenty conversations as for two', async () => {
  const cost = async () => {
    const before = world.database.statements;
    const { edges } = await list(ann, { first: 50 });
    return { statements: world.database.statements - before, rows: edges.length };
  };
  for (let n = 0; n < 2; n++) await on.group(ann, bob, cyd);
  const few = await cost();
  for (let n = 0; n < 18; n++) await on.group(ann, bob, cyd);
  const many = await cost();
  expect(many).toEqual({ rows: 20, statements: few.statements });
  expect(few.statements).toBe(2);
});

test('entities are looked up together, however many there are', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 10; n++) ids.push(await on.group(ann, bob));
  const before = world.database.statements;
  const { data } = await world.ask(
    ann,
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ConversationMember { role } ... on Conversation { seq } } }`,
    {
      r: ids.flatMap((id) => [
        { __typename: 'Conversation', id },
        { __typename: 'ConversationMember', id: `${id}.${bob.user}` },
      ]),
    },
  );
  expect(data._entities.filter(Boolean)).toHaveLength(20);
  expect(world.database.statements - before).toBe(2);
});

test('a seq stays for a request, and is read afresh after a change', async () => {
  const id = await on.group(ann);
  const within = world.request(ann);
  const seq = 'query ($id: ID!) { conversation(id: $id) { seq } }';
  expect((await within(seq, { id })).data.conversation.seq).toBe(1);
  await on.add(ann, id, bob);
  const listed = await within(LIST);
  expect(listed.data.conversations.edges[0].node).toMatchObject({ seq: 1, memberCount: 1 });
  await within(`mutation ($id: ID!) { updateConversation(input: { id: $id, title: "New" }) { seq } }`, { id });
  expect((await within(seq, { id })).data.conversation.seq).toBe(3);
});
