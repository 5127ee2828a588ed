import { randomUUID } from 'node:crypto';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import pg from 'pg';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { duplicate message { id seq } } }';
const DELETE = 'mutation ($id: ID!) { deleteMessage(messageId: $id) { id deletedAt } }';
const HISTORY = `query ($id: ID!) {
  conversation(id: $id) { messages(first: 200) { edges { node { seq text } } } }
}`;

interface Page {
  conversation: { messages: { edges: { node: { seq: number; text: string } }[] } };
}

interface Sent {
  duplicate: boolean;
  message: { id: string; seq: number };
}

describe('44: a conversation whose lock somebody holds', () => {
  let platform: RunningPlatform;
  let ann: TestClient;
  let bob: TestClient;
  let held: string;
  let other: pg.Client;

  beforeAll(async () => {
    platform = await runningPlatform({ DATABASE_POOL: '8', DATABASE_LOCK_SECONDS: '2' });
    [ann, bob] = await platform.people('Ann', 'Bob');
    other = new pg.Client({ connectionString: platform.databaseUrl });
    await other.connect();
  });
  afterAll(async () => {
    await other.end();
    await platform.close();
  });
  beforeEach(async () => {
    held = await createConversation(ann, { title: 'Held' });
  });

  const hold = async () => {
    await other.query('begin');
    await other.query('select from log.stream_head where stream = $1 for update', [held]);
  };
  const release = () => other.query('commit');
  const send = (by: TestClient, conversationId: string, text: string, clientMessageId: string = randomUUID()) =>
    by.request<{ sendMessage: Sent }>(SEND, { input: { conversationId, text, clientMessageId } });
  async function texts(by: TestClient, id: string): Promise<string[]> {
    const { data } = await by.request<Page>(HISTORY, { id });
    const nodes = data!.conversation.messages.edges.map(({ node }) => node);
    return nodes.sort((one, two) => one.seq - two.seq).map(({ text }) => text);
  }
  const waiting = async () =>
    (
      await other.query<{ count: number }>(
        `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
    ).rows[0]!.count;

  it('holds up no send of other conversations, and commits its own in their order', async () => {
    const rooms = await Promise.all(
      Array.from({ length: 24 }, (_, n) => createConversation(bob, { title: `Room ${n}` })),
    );
    await hold();
    let done = 0;
    const stuck = Array.from({ length: 30 }, async (_, n) => {
      const { data } = await send(ann, held, `held ${n}`);
      done++;
      return data!.sendMessage.message.seq;
    });
    await until(async () => (await waiting()) === 1);
    // every lane has some of them
    const sent = await Promise.all(rooms.map((room) => sendMessage(bob, room, 'past it')));
    expect(sent).toHaveLength(rooms.length);
    expect(done).toBe(0);
    await release();
    const seqs = await Promise.all(stuck);
    expect(new Set(seqs).size).toBe(30);
    expect(await texts(ann, held)).toHaveLength(30);
  });

  it('holds up nothing of others with many changes of it, either: they have connections', async () => {
    const messages = await Promise.all(Array.from({ length: 30 }, (_, n) => sendMessage(ann, held, `to delete ${n}`)));
    const room = await createConversation(bob, { title: 'Beside it' });
    await hold();
    const deleted = messages.map(({ id }) => value(ann.request<Record<string, { deletedAt: string }>>(DELETE, { id })));
    await until(async () => (await waiting()) === 1);
    for (let n = 0; n < 10; n++) await sendMessage(bob, room, `past it ${n}`);
    expect(await texts(bob, room)).toHaveLength(10);
    await release();
    for (const { deletedAt } of await Promise.all(deleted)) expect(deletedAt).not.toBeNull();
  });

  it('makes a send UNAVAILABLE that waits too long; the same clientMessageId then sends it once', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    await hold();
    const refused = await send(ann, held, 'first', first);
    expect(refused.errors![0]!.extensions).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    await release();
    expect((await send(ann, held, 'first', first)).data!.sendMessage.duplicate).toBe(false);
    expect((await send(ann, held, 'first', first)).data!.sendMessage.duplicate).toBe(true);
    await send(ann, held, 'second', second);
    expect(await texts(ann, held)).toEqual(['first', 'second']);
  });
});
