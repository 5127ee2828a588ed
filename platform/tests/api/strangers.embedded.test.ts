import { randomUUID } from 'node:crypto';
import { createConversation, removeMember, sendMessage } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { codesOf } from '@parley/testing/viewers';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

describe('a stranger', () => {
  let platform: RunningPlatform;
  let ann: TestClient;
  let eve: TestClient;
  let conversationId: string;
  let messageId: string;

  beforeAll(async () => {
    platform = await runningPlatform();
    [ann, eve] = await platform.people('Ann', 'Eve');
    conversationId = await createConversation(ann, { title: 'Secret plans' });
    ({ id: messageId } = await sendMessage(ann, conversationId, 'a secret'));
  });
  afterAll(() => platform.close());

  it.each([
    ['a conversation', 'query ($c: ID!) { conversation(id: $c) { title } }'],
    ['a message', 'query ($m: ID!) { message(id: $m) { text } }'],
  ])('gets null for %s', async (_, source) => {
    const { data, errors } = await eve.request(source, { c: conversationId, m: messageId });
    expect(errors).toBeUndefined();
    expect(Object.values(data!)).toEqual([null]);
  });

  it.each([
    ['reads changes', 'query ($c: ID!) { conversationChanges(conversationId: $c, after: 0) { seq } }'],
    [
      'sends',
      'mutation ($c: ID!, $u: ID!) { sendMessage(input: { conversationId: $c, clientMessageId: $u, text: "x" }) { duplicate } }',
    ],
    ['edits', 'mutation ($m: ID!) { editMessage(input: { messageId: $m, expectedRevision: 1, text: "x" }) { id } }'],
    ['deletes', 'mutation ($m: ID!) { deleteMessage(messageId: $m) { id } }'],
    ['reacts', 'mutation ($m: ID!) { addReaction(messageId: $m, emoji: "👍") { id } }'],
    ['pins', 'mutation ($m: ID!) { pinMessage(messageId: $m) { id } }'],
    ['joins', 'mutation ($c: ID!) { joinConversation(conversationId: $c) { id } }'],
    ['leaves', 'mutation ($c: ID!) { leaveConversation(conversationId: $c) }'],
    ['renames', 'mutation ($c: ID!) { updateConversation(input: { id: $c, title: "Mine" }) { id } }'],
    ['adds', 'mutation ($c: ID!, $u: ID!) { addMembers(conversationId: $c, userIds: [$u]) { id } }'],
    ['removes', 'mutation ($c: ID!, $u: ID!) { removeMember(conversationId: $c, userId: $u) { id } }'],
    ['marks as read', 'mutation ($c: ID!) { markRead(conversationId: $c, seq: 1) { unread } }'],
  ])('%s: NOT_FOUND, as where there is nothing', async (_, source) => {
    const there = await eve.request(source, { c: conversationId, m: messageId, u: randomUUID() });
    const nowhere = await eve.request(source, { c: randomUUID(), m: randomUUID(), u: randomUUID() });
    expect(codesOf(there)).toEqual(['NOT_FOUND']);
    expect(there.errors!.map(({ message }) => message)).toEqual(nowhere.errors!.map(({ message }) => message));
  });

  it('subscribes to nothing', async () => {
    const source = 'subscription ($c: ID!) { conversationEvents(conversationId: $c) { seq } }';
    for (const c of [conversationId, randomUUID(), 'nonsense'])
      await expect(eve.subscribe(source, { c }).next()).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  it('finds nothing', async () => {
    const { data } = await eve.request<{ searchMessages: { totalCount: number } }>(
      'query ($c: ID!) { searchMessages(query: "secret", filter: { conversationIds: [$c] }) { totalCount } }',
      { c: conversationId },
    );
    expect(data!.searchMessages.totalCount).toBe(0);
  });

  it('is what somebody becomes who is removed: the stream ends with NOT_FOUND, and nothing comes after', async () => {
    const bob = await platform.person('Bob');
    const room = await createConversation(ann, { members: [bob] });
    const source =
      'subscription ($c: ID!, $after: Seq) { conversationEvents(conversationId: $c, after: $after) { seq } }';
    const events = bob.subscribe<{ conversationEvents: { seq: number } }>(source, { c: room, after: 0 });
    const seen: number[] = [];
    const watching = (async () => {
      for await (const { data } of events) seen.push(data!.conversationEvents.seq);
    })();
    const before = await sendMessage(ann, room, 'for Bob');
    const sending = Array.from({ length: 20 }, (_, n) => sendMessage(ann, room, `line ${n}`));
    await removeMember(ann, room, bob);
    await Promise.all(sending);
    await expect(watching).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect(seen).toEqual(seen.map((_, n) => n + 1));
    expect(before.seq).toBe(3);
    await expect(bob.subscribe(source, { c: room, after: 0 }).next()).rejects.toMatchObject([
      { extensions: { code: 'NOT_FOUND' } },
    ]);
    await bob.close();
  });
});
