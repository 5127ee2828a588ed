import { createConversation, sendMessage, value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { realText, SCRIPTS, type Script } from '@parley/testing/real-text';
import { until } from '@parley/testing/until';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

/** A paragraph that is long enough to search in. */
const paragraphOf = (script: Script): string => realText(script).find((text) => text.length > 60)!;

/** A word from the middle; of scripts without spaces, two characters. */
function wordOf(text: string): string {
  const words = text.split(' ').filter((word) => /^\p{L}{4,}$/u.test(word));
  return words[words.length >> 1] ?? text.match(/\p{L}{2}/gu)!.at(3)!;
}

describe('real text in every script', () => {
  let platform: RunningPlatform;
  let ann: TestClient;
  let bob: TestClient;
  let conversationId: string;

  beforeAll(async () => {
    platform = await runningPlatform();
    [ann, bob] = await platform.people('Ann', 'Bob');
    conversationId = await createConversation(ann, { members: [bob] });
  });
  afterAll(() => platform.close());

  it.each(SCRIPTS)('comes back as it was sent, live, in history and through search: %s', async (script) => {
    const text = paragraphOf(script);
    const events = bob.subscribe<{ conversationEvents: { message?: { text: string } } }>(
      `subscription ($id: ID!) { conversationEvents(conversationId: $id, after: 2) { ... on MessageCreated { message { text } } } }`,
      { id: conversationId },
    );
    const { id, seq } = await sendMessage(ann, conversationId, text);
    for await (const { data, extensions } of events) {
      if (extensions?.seq !== seq) continue;
      expect(data!.conversationEvents.message!.text).toBe(text);
      break;
    }
    const history = await value(
      bob.request<Record<string, { messages: { edges: { node: { text: string } }[] } }>>(
        'query ($id: ID!, $seq: Seq!) { conversation(id: $id) { messages(first: 1, around: $seq) { edges { node { text } } } } }',
        { id: conversationId, seq },
      ),
    );
    expect(history.messages.edges.map(({ node }) => node.text)).toEqual([text]);
    const found = await until(async () => {
      const hits = await value(
        bob.request<Record<string, { edges: { node: { message: { id: string; text: string } } }[] }>>(
          'query ($query: String!) { searchMessages(query: $query) { edges { node { message { id text } } } } }',
          { query: wordOf(text) },
        ),
      );
      return hits.edges.find(({ node }) => node.message.id === id);
    });
    expect(found.node.message.text).toBe(text);
  });
});
