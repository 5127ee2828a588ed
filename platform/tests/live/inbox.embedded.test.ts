import { randomUUID } from 'node:crypto';
import { createConversation, removeMember, sendMessage, value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import type { ExecutionResult } from 'graphql';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const INBOX = `subscription ($after: [ConversationPosition!], $since: Seq) {
  inboxEvents(after: $after, since: $since) {
    __typename conversationId seq
    ... on MessageCreated { message { text author { displayName } } }
    ... on MemberJoined { member { user { id } } }
    ... on MemberLeft { user { id } removed }
  }
}`;

interface Event {
  __typename: string;
  conversationId: string;
  seq: number;
  message?: { text: string };
  user?: { id: string };
}

type Inbox = AsyncIterableIterator<ExecutionResult<{ inboxEvents: Event }>>;

describe('inboxEvents', () => {
  let platform: RunningPlatform;
  let ann: TestClient;
  let bob: TestClient;

  beforeAll(async () => {
    platform = await runningPlatform();
  });
  beforeEach(async () => {
    [ann, bob] = await platform.people('Ann', 'Bob');
  });
  afterEach(() => Promise.all([ann.close(), bob.close()]));
  afterAll(() => platform.close());

  const create = (owner: TestClient, title: string, members: TestClient[] = []) =>
    createConversation(owner, { title, members });
  const ownSeq = async (client: TestClient) => (await value<{ seq: number }>(client.request('{ me { seq } }'))).seq;
  const inbox = (client: TestClient, variables = {}): Inbox => client.subscribe(INBOX, variables);

  const take = async (stream: Inbox, count: number): Promise<Event[]> => {
    const events: Event[] = [];
    while (events.length < count) events.push((await stream.next()).value.data.inboxEvents);
    return events;
  };
  const told = ({ __typename, message, user }: Event) =>
    message?.text ?? (user ? `${__typename} ${user.id}` : __typename);

  it('hears all conversations, one that is joined at once, and one that was left no more', async () => {
    const first = await create(ann, 'First', [bob]);
    const second = await create(ann, 'Second', [bob]);
    const events = inbox(bob, {
      after: [
        { conversationId: first, seq: 0 },
        { conversationId: second, seq: 0 },
      ],
    });
    // both members of both, from the beginning
    expect((await take(events, 4)).map(told)).toEqual(Array(4).fill('MemberJoined'));

    await sendMessage(ann, first, 'to the first');
    expect((await take(events, 1)).map(told)).toEqual(['to the first']);

    const third = await create(ann, 'Third', [bob]);
    await sendMessage(ann, third, 'to the third');
    const joined = await take(events, 2);
    expect(joined.map(({ conversationId, seq }) => [conversationId, seq])).toEqual([
      [third, 2],
      [third, 3],
    ]);

    await removeMember(ann, second, bob);
    await sendMessage(ann, second, 'not for Bob');
    await sendMessage(ann, first, 'the end');
    // of two conversations: in either order
    expect(new Set((await take(events, 2)).map(told))).toEqual(new Set([`MemberLeft ${bob.userId}`, 'the end']));
    await events.return!();
  });

  it('replays what began and ended while its reader was away', async () => {
    const kept = await create(ann, 'Kept', [bob]);
    const lost = await create(ann, 'Lost', [bob]);
    const since = await ownSeq(bob);
    const { seq } = await sendMessage(ann, kept, 'seen');
    await sendMessage(ann, lost, 'never seen');
    await removeMember(ann, lost, bob);
    await sendMessage(ann, lost, 'not for Bob');
    await sendMessage(ann, kept, 'missed');
    const begun = await create(ann, 'Begun', [bob]);
    await sendMessage(ann, begun, 'in the new one');

    const events = inbox(bob, {
      since,
      after: [
        { conversationId: kept, seq },
        { conversationId: lost, seq: 1 },
      ],
    });
    const seen = (await take(events, 4)).map(told);
    expect(new Set(seen)).toEqual(new Set([`MemberLeft ${bob.userId}`, 'missed', 'MemberJoined', 'in the new one']));
    await sendMessage(ann, kept, 'live again');
    expect((await take(events, 1)).map(told)).toEqual(['live again']);
    await events.return!();
  });

  it('asks for a new reading of positions that are not of this log', async () => {
    const conversationId = await create(ann, 'Ahead', [bob]);
    for (const variables of [
      { after: [{ conversationId, seq: 99 }] },
      { after: [{ conversationId, seq: 1, epoch: randomUUID() }] },
      { since: 99 },
    ])
      await expect(inbox(bob, variables).next()).rejects.toMatchObject([{ extensions: { code: 'RESYNC_REQUIRED' } }]);
  });

  it('shows nothing of a conversation that a stranger gives a position of', async () => {
    const secret = await create(ann, 'Secret');
    const own = await create(bob, 'Own');
    const events = inbox(bob, { after: [{ conversationId: secret, seq: 0 }] });
    let first: Event | undefined;
    void events.next().then(({ value: result }) => (first = result.data.inboxEvents as Event));
    // the subscription may begin after some of these
    await until(async () => {
      await sendMessage(ann, secret, 'a secret');
      await sendMessage(bob, own, 'his own');
      return first;
    });
    expect(first!.conversationId).toBe(own);
    await events.return!();
  });
});
