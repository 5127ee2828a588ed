import { randomUUID } from 'node:crypto';
import { createConversation, removeMember, sendMessage, value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { codesOf } from '@parley/testing/viewers';
import { listen, numbers, type Listener } from '../../testing/listener';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const FOUND = `query ($words: String!, $in: [ID!]) {
  searchMessages(query: $words, filter: { conversationIds: $in }) { totalCount edges { node { message { id } } } }
}`;

describe('a public channel, to somebody of the tenant who is no member', () => {
  let platform: RunningPlatform;
  let ann: TestClient;
  let bob: TestClient;
  let id: string;
  const listeners: Listener[] = [];

  beforeAll(async () => {
    platform = await runningPlatform();
    [ann, bob] = await platform.people('Ann', 'Bob');
  });
  beforeEach(async () => {
    id = await createConversation(ann, { kind: 'CHANNEL', title: 'General', public: true });
  });
  afterAll(async () => {
    for (const listener of listeners) listener.drop();
    await platform.close();
  });

  function hear({ token }: TestClient, after: number): Listener {
    const listener = listen(platform.url, token, { id, after });
    listeners.push(listener);
    return listener;
  }
  const change = (client: TestClient, input: object) =>
    value(
      client.request('mutation ($input: UpdateConversationInput!) { updateConversation(input: $input) { id } }', {
        input,
      }),
    );
  const join = (client: TestClient) =>
    value(client.request('mutation ($id: ID!) { joinConversation(conversationId: $id) { id } }', { id }));
  const find = async (client: TestClient, words: string) =>
    (await value(client.request<Record<string, { totalCount: number }>>(FOUND, { words, in: null }))).totalCount;

  it('is heard live, and from any position', async () => {
    const live = hear(bob, 0);
    for (const text of ['one', 'two']) await sendMessage(ann, id, text);
    await until(() => live.seqs.length === 3);
    live.drop();
    const { seq } = await sendMessage(ann, id, 'three');
    const resumed = hear(bob, 3);
    await sendMessage(ann, id, 'four');
    await until(() => resumed.seqs.length === 2);
    expect(live.seqs).toEqual([1, 2, 3]);
    expect(resumed.seqs).toEqual([seq, seq + 1]);
    const { data } = await bob.request(
      'query ($id: ID!) { conversationChanges(conversationId: $id, after: 0) { seq } }',
      {
        id,
      },
    );
    expect(data).toEqual({ conversationChanges: { seq: seq + 1 } });
  });

  it('is heard no more from when it becomes private, by those who are no members', async () => {
    const cara = await platform.person('Cara');
    await join(cara);
    const [reader, member] = [hear(bob, 0), hear(cara, 0)];
    await sendMessage(ann, id, 'public words');
    await until(() => reader.seqs.length === 3 && member.seqs.length === 3);
    await change(ann, { id, public: false });
    await sendMessage(ann, id, 'private words');
    await until(() => reader.over && member.seqs.length === 5);
    expect(reader).toMatchObject({ seqs: [1, 2, 3], over: ['NOT_FOUND'] });
    expect(member).toMatchObject({ seqs: numbers(1, 5), over: undefined });

    const again = hear(bob, 3);
    await until(() => again.over);
    expect(again).toMatchObject({ seqs: [], over: ['NOT_FOUND'] });
    const { data } = await bob.request('query ($id: ID!) { conversation(id: $id) { id } }', { id });
    expect(data).toEqual({ conversation: null });
    await cara.close();
  });

  it('is heard again after leaving, and after being removed: the stream of a member ends with the membership', async () => {
    await join(bob);
    const member = hear(bob, 0);
    await until(() => member.seqs.length === 2);
    await removeMember(ann, id, bob);
    await until(() => member.over);
    expect(member).toMatchObject({ seqs: [1, 2], over: ['NOT_FOUND'] });
    const reader = hear(bob, 2);
    await sendMessage(ann, id, 'still public');
    await until(() => reader.seqs.length === 2);
    expect(reader).toMatchObject({ seqs: [3, 4], over: undefined });
  });

  it('shows no positions and no typists in what all readers share', async () => {
    const source = `subscription ($id: ID!) { conversationEvents(conversationId: $id, after: 0) { seq
      ... on MemberJoined { member { lastReadSeq user { id } } }
      ... on ConversationUpdated { conversation { typing { users { id } } members { edges { node { lastReadSeq } } } } } } }`;
    // who types is forgotten after some seconds
    const type = () => value(ann.request('mutation ($id: ID!) { setTyping(conversationId: $id) }', { id }));
    await value(ann.request('mutation ($id: ID!) { markRead(conversationId: $id, seq: 1) { unread } }', { id }));
    await change(ann, { id, topic: 'News' });
    const first = async (client: TestClient) => {
      const seen: unknown[] = [];
      for await (const { data } of client.subscribe<{ conversationEvents: unknown }>(source, { id })) {
        seen.push(data!.conversationEvents);
        if (seen.length === 2) return seen;
      }
      return seen;
    };
    const shown = (lastReadSeq: number, users: object[]) => [
      { seq: 1, member: { lastReadSeq, user: { id: ann.userId } } },
      { seq: 2, conversation: { typing: { users }, members: { edges: [{ node: { lastReadSeq } }] } } },
    ];
    await type();
    expect(await first(bob)).toEqual(shown(0, []));
    await type();
    expect(await first(ann)).toEqual(shown(1, [{ id: ann.userId }]));
  });

  it.each([
    [
      'sending',
      'sendMessage(input: { conversationId: $c, clientMessageId: $u, text: "x" }) { duplicate }',
      '($c: ID!, $u: ID!)',
    ],
    ['editing', 'editMessage(input: { messageId: $m, expectedRevision: 1, text: "x" }) { id }', '($m: ID!)'],
    ['deleting', 'deleteMessage(messageId: $m) { id }', '($m: ID!)'],
    ['reacting', 'addReaction(messageId: $m, emoji: "👍") { id }', '($m: ID!)'],
    ['unreacting', 'removeReaction(messageId: $m, emoji: "👍") { id }', '($m: ID!)'],
    ['pinning', 'pinMessage(messageId: $m) { id }', '($m: ID!)'],
    ['unpinning', 'unpinMessage(messageId: $m) { id }', '($m: ID!)'],
    ['marking as read', 'markRead(conversationId: $c, seq: 1) { unread }', '($c: ID!)'],
    ['typing', 'setTyping(conversationId: $c)', '($c: ID!)'],
    ['leaving', 'leaveConversation(conversationId: $c)', '($c: ID!)'],
    ['renaming', 'updateConversation(input: { id: $c, title: "Mine" }) { id }', '($c: ID!)'],
    ['adding', 'addMembers(conversationId: $c, userIds: [$u]) { id }', '($c: ID!, $u: ID!)'],
    ['removing', 'removeMember(conversationId: $c, userId: $u) { id }', '($c: ID!, $u: ID!)'],
    ['giving roles', 'setMemberRole(conversationId: $c, userId: $u, role: OWNER) { id }', '($c: ID!, $u: ID!)'],
  ])('%s needs a membership, and says so', async (_, field, declared) => {
    const { id: m } = await sendMessage(ann, id, 'for all');
    const answer = await bob.request(`mutation ${declared} { ${field} }`, { c: id, m, u: randomUUID() });
    expect(codesOf(answer)).toEqual(['FORBIDDEN']);
    expect(answer.errors![0]!.message).toBe('Join the channel first');
  });

  it.each(['typingChanges', 'receiptChanges'])('%s are for members', async (field) => {
    const source = `subscription ($id: ID!) { ${field}(conversationId: $id) { __typename } }`;
    await expect(bob.subscribe(source, { id }).next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('is searched while it is public, and not after', async () => {
    const word = `word${randomUUID().slice(0, 8)}`;
    await sendMessage(ann, id, `a ${word} in public`);
    await until(async () => (await find(bob, word)) === 1);
    await change(ann, { id, public: false });
    expect(await find(bob, word)).toBe(0);
    expect(await find(ann, word)).toBe(1);
  });
});
