import { createConversation, removeMember, sendMessage, value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import type { ExecutionResult } from 'graphql';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const READS = `subscription {
  readStateChanges { lastReadSeq unread mentions conversation { title lastMessage { text } } }
}`;
const RECEIPTS = `subscription ($id: ID!) {
  receiptChanges(conversationId: $id) { lastReadSeq user { displayName } }
}`;
const TYPING = 'subscription ($id: ID!) { typingChanges(conversationId: $id) { users { displayName } } }';
const MARK = 'mutation ($id: ID!, $seq: Seq!) { markRead(conversationId: $id, seq: $seq) { lastReadSeq } }';
const TYPE = 'mutation ($id: ID!, $typing: Boolean!) { setTyping(conversationId: $id, typing: $typing) }';

type Stream = AsyncIterableIterator<ExecutionResult<Record<string, unknown>>>;

/** More than are read before a subscription has begun, also where others use the processors. */
const MESSAGES = 300;

describe('what only the latest of matters, over sockets', () => {
  let platform: RunningPlatform;
  let ann: TestClient;
  let bob: TestClient;
  let id: string;

  beforeAll(async () => {
    platform = await runningPlatform();
  });
  beforeEach(async () => {
    [ann, bob] = await platform.people('Ann', 'Bob');
    id = await createConversation(ann, { title: 'Room', members: [bob] });
  });
  afterEach(() => Promise.all([ann.close(), bob.close()]));
  afterAll(() => platform.close());

  const type = (client: TestClient, typing: boolean) => value(client.request(TYPE, { id, typing }));
  const next = async (stream: Stream) => (await stream.next()).value.data;
  const typists = async (stream: Stream) => ((await next(stream)).typingChanges as { users: object[] }).users;

  it('tells at once who is typing, then each change of the set, and of a message that ends it', async () => {
    await type(bob, true);
    const stream: Stream = ann.subscribe(TYPING, { id });
    expect(await typists(stream)).toEqual([{ displayName: 'Bob' }]);
    await type(bob, true);
    await type(ann, true);
    expect(await typists(stream)).toHaveLength(2);
    await sendMessage(bob, id, 'That is what I typed');
    expect(await typists(stream)).toEqual([{ displayName: 'Ann' }]);
    await type(ann, false);
    expect(await typists(stream)).toEqual([]);
  });

  it('lets typing die by itself', async () => {
    await type(bob, true);
    const stream: Stream = ann.subscribe(TYPING, { id });
    expect(await typists(stream)).toEqual([{ displayName: 'Bob' }]);
    expect(await typists(stream)).toEqual([]);
  });

  it('tells members who has read how far, and ends for who is removed', async () => {
    const stream: Stream = bob.subscribe(RECEIPTS, { id });
    const heard = next(stream);
    await readUntil(heard);
    expect(await heard).toMatchObject({ receiptChanges: [{ user: { displayName: 'Ann' } }] });
    const ended = expect(restOf(stream)).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    await removeMember(ann, id, bob);
    await ended;
  });

  it('tells a person’s own read states, as they are now', async () => {
    const heard = next(ann.subscribe(READS));
    const head = await readUntil(heard);
    const [{ lastReadSeq, ...state }] = (await heard).readStateChanges;
    expect(state).toEqual({
      unread: head - lastReadSeq,
      mentions: 0,
      conversation: { title: 'Room', lastMessage: { text: 'Read this' } },
    });
  });

  /** Ann reads message after message until it is heard: nobody else knows when a subscription has begun. */
  async function readUntil(heard: Promise<unknown>): Promise<number> {
    let over = false;
    const sent = await Promise.all(Array.from({ length: MESSAGES }, () => sendMessage(bob, id, 'Read this')));
    const head = Math.max(...sent.map(({ seq: at }) => at));
    let seq = head - MESSAGES;
    heard.then(
      () => (over = true),
      () => (over = true),
    );
    const readOne = () => value(ann.request(MARK, { id, seq: Math.min(head, ++seq) }));
    await until(() => over || readOne().then(() => over), { everyMs: 200 });
    return head;
  }

  async function restOf(stream: Stream): Promise<void> {
    for await (const _ of stream);
  }
});
