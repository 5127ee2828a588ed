import { createConversation, removeMember, sendMessage } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { explainDelivery } from '../../commands/explain';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';
import { parseSettings } from '../../settings';

const EVENTS = 'subscription Room($id: ID!) { conversationEvents(conversationId: $id) { seq } }';

const TOKEN = 'a-token-of-operators';

interface Answer {
  processes: { topic: object; subscriptions: object[]; ended: object[]; views: object[] }[];
}

describe('parley explain', () => {
  let platform: RunningPlatform;
  let ann: TestClient;
  let bob: TestClient;
  const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);

  beforeAll(async () => {
    platform = await runningPlatform({ METRICS_TOKEN: TOKEN });
    [ann, bob] = await platform.people('Ann', 'Bob');
  });
  afterAll(async () => {
    printed.mockRestore();
    await platform.close();
  });

  const settings = () => parseSettings({ DATABASE_URL: platform.databaseUrl, METRICS_TOKEN: TOKEN });

  async function explained(conversation: string, user: string) {
    await explainDelivery(settings(), { url: platform.url, conversation, user, token: TOKEN });
    const { processes } = JSON.parse(String(printed.mock.lastCall![0])) as Answer;
    expect(processes).toHaveLength(1);
    return processes[0]!;
  }

  it('tells how far a subscription is, and how it ended', async () => {
    const conversation = await createConversation(ann, { title: 'Room', members: [bob] });
    expect(await explained(conversation, bob.userId)).toMatchObject({ subscriptions: [], views: [], ended: [] });

    const seen: number[] = [];
    bob.socket.subscribe<{ conversationEvents: { seq: number } }>(
      { query: EVENTS, variables: { id: conversation } },
      {
        next: ({ data }) => seen.push(data!.conversationEvents.seq),
        error: () => undefined,
        complete: () => undefined,
      },
    );
    await until(async () => (await explained(conversation, bob.userId)).subscriptions.length === 1);
    for (const text of ['one', 'two']) await sendMessage(ann, conversation, { text });
    await until(() => seen.length === 2);
    const last = seen[1]!;
    await until(async () => {
      const { topic } = await explained(conversation, bob.userId);
      expect(topic).toMatchObject({ last, log: { seq: last }, waiting: 0 });
      return true;
    });
    const one = await explained(conversation, bob.userId);
    expect(one.subscriptions).toEqual([
      { operation: 'Room', position: last, head: last, delivered: 2, blocked: false, congestedMs: 0 },
    ]);
    expect(one.views).toMatchObject([{ operation: 'Room', head: last, readers: 1 }]);

    await removeMember(ann, conversation, bob);
    await until(async () => (await explained(conversation, bob.userId)).ended.length === 1);
    expect(await explained(conversation, bob.userId)).toMatchObject({
      subscriptions: [],
      ended: [{ user: bob.userId, operation: 'Room', reason: 'NOT_FOUND' }],
    });
  });

  it('does not take ids for granted, nor the place of the gateway', async () => {
    const conversation = await createConversation(ann, { title: 'Room', members: [bob] });
    const asked = { url: platform.url, conversation, user: bob.userId };
    await expect(explainDelivery(settings(), { ...asked, user: conversation })).rejects.toThrow('There is no user');
    await expect(explainDelivery(settings(), { ...asked, conversation: bob.userId })).rejects.toThrow(
      'There is no conversation',
    );
    const { port } = new URL(platform.url);
    const onPort = parseSettings({ PORT: port, METRICS_TOKEN: TOKEN });
    await explainDelivery(onPort, { conversation, user: bob.userId });
    const elsewhere = parseSettings({ PORT: '1', METRICS_TOKEN: TOKEN });
    await expect(explainDelivery(elsewhere, { conversation, user: bob.userId })).rejects.toThrow('--url or PORT');
  });

  it('is for operators', async () => {
    const request = (query: string, headers = {}) => fetch(`${platform.url}/live/explain?${query}`, { headers });
    expect((await request('topic=x&user=y')).status).toBe(401);
    expect((await request('topic=x', { authorization: `Bearer ${TOKEN}` })).status).toBe(400);
  });
});
