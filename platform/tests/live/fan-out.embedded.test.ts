import { createConversation, sendMessage } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const SHARED = `subscription ($id: ID!) {
  conversationEvents(conversationId: $id) { seq ... on MessageCreated { message { text author { displayName } } } }
}`;
const PERSONAL = SHARED.replace('text author', 'text reactions { viewerReacted } author');

const NAMES = {
  executions: 'parley_live_executions_total',
  deliveries: 'parley_live_deliveries_total',
  streams: 'parley_live_open_streams',
} as const;

describe('fan-out', () => {
  let platform: RunningPlatform;
  let clients: TestClient[];
  let conversation: string;

  beforeAll(async () => {
    platform = await runningPlatform();
    clients = await Promise.all(Array.from({ length: 5 }, (_, n) => platform.person(`Person ${n}`)));
    conversation = await createConversation(clients[0]!, { title: 'Room', members: clients.slice(1) });
  });
  afterAll(() => platform.close());

  async function counts(): Promise<Record<keyof typeof NAMES, number>> {
    const lines = (await (await fetch(`${platform.url}/metrics`)).text()).split('\n');
    const of = (name: string) => Number(lines.find((line) => line.startsWith(`${name} `))!.split(' ')[1]);
    return { executions: of(NAMES.executions), deliveries: of(NAMES.deliveries), streams: of(NAMES.streams) };
  }

  /** Four subscriptions of each person; what they do to the counters for three messages. */
  async function measured(query: string) {
    let frames = 0;
    const stops = clients.flatMap(({ socket }) =>
      Array.from({ length: 4 }, () =>
        socket.subscribe(
          { query, variables: { id: conversation } },
          { next: () => frames++, error: () => undefined, complete: () => undefined },
        ),
      ),
    );
    await until(async () => (await counts()).streams === 20);
    const before = await counts();
    for (const text of ['one', 'two', 'three']) await sendMessage(clients[0]!, conversation, { text });
    await until(() => frames === 60);
    const after = await counts();
    for (const stop of stops) stop();
    await until(async () => (await counts()).streams === 0);
    return { executions: after.executions - before.executions, deliveries: after.deliveries - before.deliveries };
  }

  it('executes an event once, however many look at it in the same way', async () => {
    expect(await measured(SHARED)).toEqual({ executions: 3, deliveries: 60 });
  });

  it('executes it once for each person where the answer depends on who looks', async () => {
    expect(await measured(PERSONAL)).toEqual({ executions: 15, deliveries: 60 });
  });
});
