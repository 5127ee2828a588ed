import { createConversation, removeMember, sendMessage, value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { codesOf } from '@parley/testing/viewers';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

let platform: RunningPlatform;
beforeAll(async () => void (platform = await runningPlatform()));
afterAll(() => platform.close());

const setRole = (person: TestClient, role: string) =>
  platform.database.query('update users.account set role = $2 where id = $1', [person.userId, role]);

/** Somebody new who sees only what they share. */
async function aGuest(): Promise<TestClient> {
  const guest = await platform.person('Gus');
  await setRole(guest, 'GUEST');
  await platform.database.query('update log.stream_head set guest = true where stream = $1', [guest.userId]);
  return guest;
}

const MEMBERS = `query ($id: ID!) { conversation(id: $id) { title members { edges { node { lastReadSeq user { id } } } }
  messages { edges { node { text author { id displayName } } } } } }`;
const INVITE = `mutation ($input: CreateInvitationInput!) { createInvitation(input: $input) { code } }`;
const ACCEPT = 'mutation ($code: String!) { acceptInvitation(code: $code) { id title } }';

describe('a guest', () => {
  it('(4) sees the people and conversations that they share, and nothing of others', async () => {
    const [ann, bob, guest] = [...(await platform.people('Ann', 'Bob')), await aGuest()] as const;
    const shared = await createConversation(ann, { title: 'Shared', members: [guest] });
    await sendMessage(ann, shared, 'marmalade to share');
    const open = await createConversation(bob, { kind: 'CHANNEL', title: 'Open to all', public: true });
    await sendMessage(bob, open, 'marmalade of members');
    await until(async () => (await found(bob)).length === 1);

    const { data } = await guest.request<Record<string, { edges: { node: { id: string } }[] }>>(
      `query { users(first: 200) { edges { node { id } } } channels { edges { node { id } } }
        conversations { edges { node { id } } } }`,
    );
    const ids = (field: string) => data![field]!.edges.map(({ node }) => node.id).sort();
    expect(ids('users')).toEqual([ann.userId, guest.userId].sort());
    expect(ids('channels')).toEqual([]);
    expect(ids('conversations')).toEqual([shared]);
    expect(await found(guest)).toEqual(['marmalade to share']);
    expect(await userOf(guest, ann)).toBe('Ann');
    expect(await userOf(guest, bob)).toBeNull();
    expect((await guest.request(MEMBERS, { id: shared })).data).toMatchObject({ conversation: { title: 'Shared' } });
    expect((await guest.request(MEMBERS, { id: open })).data).toEqual({ conversation: null });
    expect((await bob.request(MEMBERS, { id: open })).data).toMatchObject({ conversation: { title: 'Open to all' } });

    const refused = [
      await guest.request('mutation ($id: ID!) { joinConversation(conversationId: $id) { id } }', { id: open }),
      await guest.request('query ($id: ID!) { conversationChanges(conversationId: $id, after: 0) { seq } }', {
        id: open,
      }),
      await guest.request('mutation ($i: CreateConversationInput!) { createConversation(input: $i) { id } }', {
        i: { kind: 'DIRECT', memberIds: [bob.userId] },
      }),
      await guest.request('mutation ($i: CreateConversationInput!) { createConversation(input: $i) { id } }', {
        i: { kind: 'CHANNEL', title: 'Mine', memberIds: [] },
      }),
    ];
    expect(refused.map(codesOf)).toEqual([['NOT_FOUND'], ['NOT_FOUND'], ['NOT_FOUND'], ['FORBIDDEN']]);
    const events = guest.subscribe('subscription ($id: ID!) { conversationEvents(conversationId: $id) { seq } }', {
      id: open,
    });
    await expect(events.next()).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    const presences = guest.subscribe<{ presenceChanges: { user: { id: string } }[] }>(
      'subscription ($ids: [ID!]!) { presenceChanges(userIds: $ids) { user { id } } }',
      { ids: [ann.userId, bob.userId] },
    );
    const { value: first } = await presences.next();
    expect(first.data.presenceChanges.map(({ user }: { user: { id: string } }) => user.id)).toEqual([ann.userId]);
    await presences.return!();
  });

  it('still sees who said what in a conversation, after they left it', async () => {
    const [ann, bob, guest] = [...(await platform.people('Ann', 'Bob')), await aGuest()] as const;
    const shared = await createConversation(ann, { members: [bob, guest] });
    await sendMessage(bob, shared, 'goodbye');
    await removeMember(ann, shared, bob);
    const { data } = await guest.request(MEMBERS, { id: shared });
    expect(data).toMatchObject({
      conversation: { messages: { edges: [{ node: { text: 'goodbye', author: { displayName: 'Bob' } } }] } },
    });
    await removeMember(ann, shared, guest);
    expect([await userOf(guest, ann), await userOf(guest, bob)]).toEqual([null, null]);
  });
});

describe('an invitation into a conversation', () => {
  it('lets somebody in once, tells the members, and counts nothing twice', async () => {
    const [ann, bob] = await platform.people('Ann', 'Bob');
    const id = await createConversation(ann, { title: 'By invitation' });
    const { code } = await value(
      ann.request<Record<string, { code: string }>>(INVITE, { input: { conversationId: id } }),
    );
    const events = ann.subscribe<{ conversationEvents: unknown }>(
      `subscription ($id: ID!) { conversationEvents(conversationId: $id, after: 1) {
        __typename ... on MemberJoined { actor { id } member { user { id } } } } }`,
      { id },
    );
    const joined = events.next();
    expect(await value(bob.request(ACCEPT, { code }))).toEqual({ id, title: 'By invitation' });
    expect(await value(bob.request(ACCEPT, { code }))).toEqual({ id, title: 'By invitation' });
    expect((await joined).value.data.conversationEvents).toEqual({
      __typename: 'MemberJoined',
      actor: { id: ann.userId },
      member: { user: { id: bob.userId } },
    });
    await events.return!();
    const { data } = await bob.request(
      'query ($id: ID!) { conversation(id: $id) { memberCount seq readState { unread lastReadSeq } } }',
      { id },
    );
    expect(data).toEqual({ conversation: { memberCount: 2, seq: 2, readState: { unread: 0, lastReadSeq: 1 } } });
    const cara = await platform.person('Cara');
    expect(codesOf(await cara.request(ACCEPT, { code }))).toEqual(['NOT_FOUND']);
  });

  it('lets nobody back in who was removed since, and another one does', async () => {
    const [ann, bob] = await platform.people('Ann', 'Bob');
    const id = await createConversation(ann, { members: [bob] });
    const invite = async () =>
      (
        await value(
          ann.request<Record<string, { code: string }>>(INVITE, { input: { conversationId: id, maxUses: 9 } }),
        )
      ).code;
    const before = await invite();
    await removeMember(ann, id, bob);
    expect(codesOf(await bob.request(ACCEPT, { code: before }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await bob.request(ACCEPT, { code: await invite() }))).toEqual([]);
  });

  it('ends with the right of who made it', async () => {
    const [ann, bob, cara] = await platform.people('Ann', 'Bob', 'Cara');
    const id = await createConversation(ann, { members: [bob] });
    const role = `conversationId: "${id}", userId: "${bob.userId}"`;
    await value(ann.request(`mutation { setMemberRole(${role}, role: MODERATOR) { id } }`));
    const input = { conversationId: id };
    const { code } = await value(bob.request<Record<string, { code: string }>>(INVITE, { input }));
    await value(ann.request(`mutation { setMemberRole(${role}, role: MEMBER) { id } }`));
    expect(codesOf(await cara.request(ACCEPT, { code }))).toEqual(['FORBIDDEN']);
    await value(ann.request(`mutation { setMemberRole(${role}, role: MODERATOR) { id } }`));
    expect(codesOf(await cara.request(ACCEPT, { code }))).toEqual([]);
  });

  it('is made only by who may add people there', async () => {
    const [ann, bob, cara] = await platform.people('Ann', 'Bob', 'Cara');
    const id = await createConversation(ann, { members: [bob] });
    const open = await createConversation(ann, { kind: 'CHANNEL', title: 'Open', public: true, members: [bob] });
    const direct = await createConversation(ann, { kind: 'DIRECT', members: [bob] });
    const may = async (client: TestClient, conversationId: string) =>
      codesOf(await client.request(INVITE, { input: { conversationId } }))[0] ?? 'may';
    expect([await may(ann, id), await may(bob, id), await may(cara, id)]).toEqual(['may', 'FORBIDDEN', 'NOT_FOUND']);
    expect([await may(bob, open), await may(cara, open)]).toEqual(['may', 'FORBIDDEN']);
    expect(await may(ann, direct)).toBe('FORBIDDEN');
  });

  it('brings who signs up with it right in', async () => {
    const ann = await platform.person('Ann');
    const id = await createConversation(ann, { title: 'Newcomers' });
    const { code } = await value(
      ann.request<Record<string, { code: string }>>(INVITE, { input: { conversationId: id } }),
    );
    const input = {
      ...{ tenant: 'demo', email: 'newcomer@example.org', password: 'correct horse', displayName: 'New' },
      invitationCode: code,
    };
    const source = `mutation ($input: SignUpInput!) { signUp(input: $input) { user { id } } }`;
    const { user } = await value(ann.request<Record<string, { user: { id: string } }>>(source, { input }));
    const { data } = await ann.request(MEMBERS, { id });
    expect(JSON.stringify(data)).toContain(user.id);
  });
});

it('(4) where channels are reserved, members create none', async () => {
  const [ann, bob] = await platform.people('Ann', 'Bob');
  await setRole(bob, 'MODERATOR');
  await platform.database.query('update users.tenant set members_may_create_channels = false');
  const create = async (client: TestClient, kind: string) =>
    codesOf(
      await client.request('mutation ($i: CreateConversationInput!) { createConversation(input: $i) { id } }', {
        i: { kind, title: 'A room', memberIds: [] },
      }),
    )[0] ?? 'may';
  const may = [await create(ann, 'CHANNEL'), await create(ann, 'GROUP'), await create(bob, 'CHANNEL')];
  await platform.database.query('update users.tenant set members_may_create_channels = true');
  expect(may).toEqual(['FORBIDDEN', 'may', 'may']);
});

const userOf = async (by: TestClient, { userId }: TestClient) =>
  (
    await by.request<{ user: { displayName: string } | null }>('query ($id: ID!) { user(id: $id) { displayName } }', {
      id: userId,
    })
  ).data?.user?.displayName ?? null;

const found = async (by: TestClient) =>
  (
    await by.request<{ searchMessages: { edges: { node: { message: { text: string } } }[] } }>(
      'query { searchMessages(query: "marmalade") { edges { node { message { text } } } } }',
    )
  ).data!.searchMessages.edges.map(({ node }) => node.message.text);
