import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConversation, sendMessage } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { readSupergraph } from '../../supergraph';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const EVENTS = `subscription ($id: ID!) {
  conversationEvents(conversationId: $id, after: 0) {
    seq ... on MessageCreated { message { text author { displayName } } }
  }
}`;

interface Frame {
  conversationEvents: { seq: number; message?: { text: string; author: { displayName: string } } };
}

/** 39: the schema changed under live subscriptions. */
describe('a supergraph that changes', () => {
  let folder: string;
  let path: string;
  let text: string;
  let platform: RunningPlatform;
  let ann: TestClient;
  let conversation: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-supergraph-'));
    path = join(folder, 'supergraph.graphql');
    text = await readSupergraph({ SUPERGRAPH: undefined });
    await writeFile(path, text);
    platform = await runningPlatform({ SUPERGRAPH: path });
    ann = await platform.person('Ann');
    conversation = await createConversation(ann, { title: 'Room' });
  });
  afterAll(async () => {
    await platform.close();
    await rm(folder, { recursive: true, force: true });
  });

  const fieldsOfMessage = async () => {
    const { data } = await ann.request<{ __type: { fields: { name: string }[] } }>(
      '{ __type(name: "Message") { fields { name } } }',
    );
    return data!.__type.fields.map(({ name }) => name);
  };

  /** Serves it with `before` turned into `after`, and comes back once it is. */
  async function change(before: string, after: string, isThere: (fields: string[]) => boolean): Promise<void> {
    expect(text).toContain(before);
    await writeFile(path, text.replace(before, after));
    await until(async () => isThere(await fieldsOfMessage()), { everyMs: 50 });
  }

  const REVISION = '  revision: Int! @join__field(graph: MESSAGES)\n';
  const TEXT = '  text: String! @join__field(graph: MESSAGES)\n';

  it('goes on at the same position, and ends only what is not valid any more', async () => {
    const seen: (string | undefined)[] = [];
    const seqs: number[] = [];
    let error: unknown;
    const stop = ann.socket.subscribe<Frame>(
      { query: EVENTS, variables: { id: conversation } },
      {
        next({ data }) {
          seqs.push(data!.conversationEvents.seq);
          const { message } = data!.conversationEvents;
          if (message) seen.push(`${message.author.displayName}: ${message.text}`);
        },
        error: (reason) => (error = reason),
        complete: () => undefined,
      },
    );
    await sendMessage(ann, conversation, { text: 'before' });
    await until(() => seen.length === 1);

    await change(REVISION, `${REVISION}  mood: String @join__field(graph: MESSAGES)\n`, (names) =>
      names.includes('mood'),
    );
    await sendMessage(ann, conversation, { text: 'after' });
    await until(() => seen.length === 2);
    expect(seen).toEqual(['Ann: before', 'Ann: after']);
    expect(seqs).toEqual(seqs.map((_, n) => n + 1));

    await writeFile(path, 'this is no supergraph');
    await sendMessage(ann, conversation, { text: 'still there' });
    await until(() => seen.length === 3);
    expect(error).toBeUndefined();

    await change(TEXT, '', (names) => !names.includes('text'));
    await until(() => error);
    expect(error).toMatchObject([{ extensions: { code: 'VALIDATION_FAILED' } }]);
    stop();
    await change(TEXT, TEXT, (names) => names.includes('text'));
  });
});
