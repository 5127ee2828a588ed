import type { Entry } from '@parley/contracts/events';
import { postgresStream } from '@parley/log/event-stream/postgres-stream';
import { createConversation } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

interface Frame {
  data?: { events: { __typename: string } } | null;
  extensions?: Record<string, unknown>;
}

describe('traces', () => {
  let platform: RunningPlatform;
  let ada: TestClient;
  let conversation: string;
  beforeAll(async () => {
    platform = await runningPlatform();
    ada = await platform.person('Ada');
    conversation = await createConversation(ada, { title: 'Room', members: [] });
  });
  afterAll(() => platform.close());

  async function traced(query: string, headers: Record<string, string> = {}): Promise<void> {
    const response = await fetch(`${platform.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${ada.token}`,
        traceparent: TRACEPARENT,
        ...headers,
      },
      body: JSON.stringify({ query, variables: { id: conversation } }),
    });
    expect(await response.json()).not.toHaveProperty('errors');
  }

  function framesOf(field: string, more: object): Frame[] {
    const frames: Frame[] = [];
    const query = `subscription ($id: ID!) { events: ${field} { __typename } }`;
    const next = (frame: unknown) => void frames.push(frame as Frame);
    ada.socket.subscribe(
      { query, variables: { id: conversation }, ...more },
      { next, error: () => undefined, complete: () => undefined },
    );
    return frames;
  }

  const extensionsOf = (frames: Frame[], type: string) =>
    frames.find(({ data }) => data?.events.__typename === type)?.extensions;

  it('come with frames, live and replayed, to those who ask for them', async () => {
    const events = 'conversationEvents(conversationId: $id, after: 1)';
    const asking = { extensions: { trace: true } };
    const live = framesOf(events, asking);
    const plain = framesOf(events, {});
    await traced('mutation ($id: ID!) { updateConversation(input: { id: $id, title: "Other" }) { id } }');
    await traced(
      'mutation ($id: ID!) { sendMessage(input: { conversationId: $id, clientMessageId: "3f2b8a9e-0c4d-4e2f-9a57-1f1f0a6c9b11", text: "a" }) { message { id } } }',
    );
    await until(() => [live, plain].every((frames) => extensionsOf(frames, 'MessageCreated')));
    const replayed = framesOf(events, asking);
    await until(() => extensionsOf(replayed, 'MessageCreated'));
    for (const type of ['ConversationUpdated', 'MessageCreated']) {
      for (const frames of [live, replayed])
        expect(extensionsOf(frames, type)).toEqual({ seq: expect.any(Number), traceparent: TRACEPARENT });
      expect(extensionsOf(plain, type)).toEqual({ seq: expect.any(Number) });
    }
  });

  it('and correlation ids come to whoever follows the event stream', async () => {
    const heard: Entry[] = [];
    const stream = postgresStream({ database: platform.database, logger: pino({ level: 'silent' }), pollMs: 50 });
    const consumer = stream.consumer('test', async (entries) => void heard.push(...entries));
    await consumer.start();
    const [updated, sent] = ['abc-1', 'abc-2'].map((id) => ({ 'x-correlation-id': id }));
    await traced('mutation ($id: ID!) { updateConversation(input: { id: $id, title: "Third" }) { id } }', updated);
    await traced(
      'mutation ($id: ID!) { sendMessage(input: { conversationId: $id, clientMessageId: "5d1c1f0e-7c39-4a2b-8f0e-0d8b0c1d2e3f", text: "b" }) { message { id } } }',
      sent,
    );
    const told = () =>
      heard
        .filter(({ correlationId }) => correlationId?.startsWith('abc-'))
        .map(({ type, correlationId, trace }) => [type, correlationId, trace]);
    await until(() => told().length >= 2).finally(() => consumer.stop());
    expect(told()).toEqual([
      ['ConversationUpdated', 'abc-1', TRACEPARENT],
      ['MessageCreated', 'abc-2', TRACEPARENT],
    ]);
  });
});
