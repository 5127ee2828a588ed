import type { ConversationId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { append } from '@parley/log/append';
import { createCommits } from '@parley/log/commits';
import { encodeCursor } from '@parley/subgraph/connection';
import { searchName } from '@parley/subgraph/search-name';
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
  on = operationsOf(world.execute);
  [ann, bob, cyd] = (await world.people(3)) as [Viewer, Viewer, Viewer];
});
afterEach(() => world.close());

const list = async (viewer: Viewer, variables: Record<string, unknown> = {}) => {
  const { data, code } = await world.execute(viewer, LIST, variables);
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

/** The account of somebody, as users has it. */
async function named({ user, tenant }: Viewer, name: string): Promise<void> {
  await world.database.query(
    `insert into users.tenant (id, slug, sign_up, created_at) values ($1::uuid, $1::uuid::text, 'open', now()) on conflict do nothing`,
    [tenant],
  );
  await world.database.query(
    `insert into users.account (id, tenant, email, password_hash, display_name, search_name, locale, time_zone, bot, created_at)
     values ($1::uuid, $2, $1::uuid::text, '', $3, $4, 'en', 'UTC', false, now())`,
    [user, tenant, name, searchName(name)],
  );
}

describe('found by words', () => {
  let cafe: string, bobs: string, street: string, direct: string;

  beforeEach(async () => {
    await named(ann, 'Ann');
    await named(bob, 'Zoë O’Neil');
    cafe = (await on.create(ann, { kind: 'GROUP', title: 'Café Central' })).data.id;
    bobs = (await on.create(ann, { kind: 'CHANNEL', title: 'Bob’s corner', topic: 'Crème brûlée' })).data.id;
    street = (await on.create(ann, { kind: 'GROUP', title: 'Hauptstraße' })).data.id;
    direct = (await on.create(ann, { kind: 'DIRECT', memberIds: [bob.user] })).data.id;
    await on.create(ann, { kind: 'DIRECT', memberIds: [ann.user] });
  });

  test.each([
    ['cafe', () => [cafe]],
    ['CAFE\u0301', () => [cafe]],
    ['central café', () => [cafe]],
    ["bob's", () => [bobs]],
    ['bobʼs', () => [bobs]],
    ['creme BRULEE', () => [bobs]],
    ['STRASSE', () => [street]],
    ['zoe', () => [direct]],
    ["o'neil zoë", () => [direct]],
    ['zoe central', () => []],
  ])('%s', async (query, found) => {
    expect((await list(ann, { filter: { query } })).ids).toEqual(found());
  });

  test('of a title and topic as they are now', async () => {
    await on.update(ann, cafe, { title: 'Tea room', topic: 'Kaffee' });
    expect((await list(ann, { filter: { query: 'cafe' } })).ids).toEqual([]);
    expect((await list(ann, { filter: { query: 'tea' } })).ids).toEqual([cafe]);
    expect((await list(ann, { filter: { query: 'kaffee' } })).ids).toEqual([cafe]);
  });

  test('only among what the viewer is in, each by the other one’s name', async () => {
    expect((await list(bob, { filter: { query: 'zoe' } })).ids).toEqual([]);
    expect((await list(bob, { filter: { query: 'ann' } })).ids).toEqual([direct]);
    expect((await list(cyd, { filter: { query: 'zoe' } })).ids).toEqual([]);
  });
});

test('the other person of a DIRECT comes with the list, without another statement', async () => {
  const [group, self] = [await on.group(ann, bob), await on.create(ann, { kind: 'DIRECT', memberIds: [ann.user] })];
  const direct = (await on.create(ann, { kind: 'DIRECT', memberIds: [bob.user] })).data.id;
  const peers = async (viewer: Viewer) => {
    const before = world.database.statements;
    const { data } = await world.execute(viewer, '{ conversations { edges { node { id peer { id } } } } }');
    expect(world.database.statements - before).toBe(1);
    return data.conversations.edges.map(({ node }: { node: unknown }) => node);
  };
  expect(await peers(ann)).toEqual([
    { id: direct, peer: { id: bob.user } },
    { id: self.data.id, peer: { id: ann.user } },
    { id: group, peer: null },
  ]);
  expect(await peers(bob)).toEqual([
    { id: direct, peer: { id: ann.user } },
    { id: group, peer: null },
  ]);
});

describe('channels', () => {
  const CHANNELS = `query ($query: String, $first: Int, $after: String) {
    channels(query: $query, first: $first, after: $after) { edges { node { id readState { unread } } } pageInfo { hasNextPage endCursor } }
  }`;
  const channels = async (viewer: Viewer, variables: Record<string, unknown> = {}) =>
    (await world.execute(viewer, CHANNELS, variables)).data.channels;
  const idsOf = ({ edges }: { edges: { node: { id: string } }[] }) => edges.map(({ node }) => node.id);
  const channel = async (title: string, more: object = {}) =>
    (await on.create(ann, { kind: 'CHANNEL', title, public: true, ...more })).data.id as string;

  test('are the public ones of the tenant, joined or not, latest activity first', async () => {
    const general = await channel('General');
    await channel('Board', { public: false });
    await on.group(ann, bob);
    const random = await channel('Random');
    const [stranger] = await world.people(1);
    await on.join(bob, general);
    expect(await channels(bob)).toEqual({
      edges: [{ node: { id: general, readState: { unread: 0 } } }, { node: { id: random, readState: null } }],
      pageInfo: { hasNextPage: false, endCursor: expect.any(String) as string },
    });
    expect(idsOf(await channels(stranger!))).toEqual([]);
    await on.update(ann, random, { public: false });
    expect(idsOf(await channels(bob))).toEqual([general]);
  });

  test('come page by page, and are found by words of their titles and topics', async () => {
    const ids = [];
    for (const title of ['Café', 'News', 'Weather']) ids.unshift(await channel(title, { topic: `About ${title}` }));
    const page = await channels(bob, { first: 2 });
    expect(idsOf(page)).toEqual(ids.slice(0, 2));
    const { endCursor: after } = page.pageInfo;
    expect(idsOf(await channels(bob, { first: 2, after }))).toEqual(ids.slice(2));
    expect(idsOf(await channels(bob, { query: 'about cafe' }))).toEqual(ids.slice(2));
    expect(await world.execute(bob, CHANNELS, { query: '\0' })).toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  test('show who is no member neither who types nor how far anybody has read', async () => {
    const id = await channel('General');
    const typed = 'mutation ($id: ID!) { setTyping(conversationId: $id) }';
    await world.execute(ann, typed, { id });
    await world.execute(ann, 'mutation ($id: ID!) { markRead(conversationId: $id, seq: 1) { unread } }', { id });
    const look = async (viewer: Viewer) => {
      const { data } = await world.execute(
        viewer,
        `query ($id: ID!) { conversation(id: $id) { memberCount typing { users { id } } members { edges { node { lastReadSeq user { id } } } } } }`,
        { id },
      );
      return data.conversation;
    };
    const members = (lastReadSeq: number) => ({ edges: [{ node: { lastReadSeq, user: { id: ann.user } } }] });
    expect(await look(ann)).toEqual({ memberCount: 1, typing: { users: [{ id: ann.user }] }, members: members(1) });
    expect(await look(bob)).toEqual({ memberCount: 1, typing: { users: [] }, members: members(0) });
    for (const field of ['setTyping(conversationId: $id)', 'markRead(conversationId: $id, seq: 1) { unread }'])
      expect((await world.execute(bob, `mutation ($id: ID!) { ${field} }`, { id })).code).toBe('FORBIDDEN');
  });
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
    const { data } = await world.execute(ann, MEMBERS, { id, first: 2, after });
    const { edges, pageInfo } = data.conversation.members;
    walked.push(...edges.map(({ node }: { node: { user: { id: string } } }) => node.user.id));
    after = pageInfo.endCursor;
    more = pageInfo.hasNextPage;
  }
  expect(walked).toEqual([ann, ...others].map(({ user }) => user).sort());
});

describe('members by name', () => {
  const FOUND = `query ($id: ID!, $query: String, $first: Int, $after: String) {
    conversation(id: $id) { members(query: $query, first: $first, after: $after) { edges { node { user { id } } } pageInfo { hasNextPage endCursor } } }
  }`;
  const NAMES = ['Zoë Adams', 'Adam Zimmer', 'Björn Ståhl', 'Sam Lee', 'Sam Lee', 'Nadia', '100% Ada_'];
  let id: string;
  let nameOf: Map<string, string>;

  beforeEach(async () => {
    const people = await world.people(NAMES.length, ann.tenant);
    nameOf = new Map(people.map(({ user }, n) => [user, NAMES[n]!]));
    for (const [n, one] of people.entries()) await named(one, NAMES[n]!);
    const [first, ...others] = people as [Viewer, ...Viewer[]];
    id = await on.group(first, ...others);
    ann = first;
  });

  const found = async (variables: Record<string, unknown>) => {
    const { data, code } = await world.execute(ann, FOUND, { id, ...variables });
    const edges = (data.conversation?.members.edges ?? []) as { node: { user: { id: string } } }[];
    const ids = edges.map(({ node }) => node.user.id);
    return { ids, names: ids.map((one) => nameOf.get(one)), code, pageInfo: data.conversation?.members.pageInfo };
  };

  test.each<[string, string[]]>([
    ['ada', ['Adam Zimmer', '100% Ada_', 'Zoë Adams']],
    ['ZOE', ['Zoë Adams']],
    ['stahl', ['Björn Ståhl']],
    ['di', ['Nadia']],
    ['sam  lee', ['Sam Lee', 'Sam Lee']],
    ['%', ['100% Ada_']],
    ['_', ['100% Ada_']],
    ['nobody', []],
  ])('%j finds %j', async (query, names) => expect((await found({ query })).names).toEqual(names));

  test('everybody by name, page by page, where the query is empty', async () => {
    const walked: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { ids, pageInfo } = await found({ query: '', first: 2, after });
      walked.push(...ids);
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(walked.map((one) => nameOf.get(one))).toEqual([
      '100% Ada_',
      'Adam Zimmer',
      'Björn Ståhl',
      'Nadia',
      'Sam Lee',
      'Sam Lee',
      'Zoë Adams',
    ]);
    expect(new Set(walked).size).toBe(NAMES.length);
  });

  test('nobody of another conversation, and nobody who left', async () => {
    expect((await world.execute(bob, FOUND, { id, query: '' })).data.conversation).toBeNull();
    const [adam] = (await found({ query: 'adam zimmer' })).ids;
    await on.remove(ann, id, { ...ann, user: adam as Viewer['user'] });
    expect((await found({ query: 'zimmer' })).names).toEqual([]);
  });

  test.each([
    ['a query that is no text', { query: '\0' }],
    ['a query that is too long', { query: 'x'.repeat(201) }],
    ['a cursor of another list', { query: 'a', after: encodeCursor(['00000000-0000-4000-8000-000000000000']) }],
  ])('25: %s is refused', async (_, variables) => expect((await found(variables)).code).toBe('VALIDATION_FAILED'));
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
  const { data } = await world.execute(
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
