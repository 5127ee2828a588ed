import { createHash } from 'node:crypto';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { newClient, type TestClient } from '@parley/testing/client';
import { runningPlatform, type RunningPlatform } from './testing/running-platform';

describe('SQL statements', () => {
  let platform: RunningPlatform;
  let people: TestClient[];

  beforeAll(async () => {
    platform = await runningPlatform();
    people = await Promise.all(Array.from({ length: 5 }, (_, n) => newClient(platform.url, `Person ${n}`)));
  });
  afterAll(async () => {
    await Promise.all(people.map((person) => person.close()));
    await platform.close();
  });

  /** Statements that one answer takes, the least of several: the relay and the indexer make some of their own. */
  async function statements(source: string, variables: Record<string, unknown>): Promise<number> {
    const counts: number[] = [];
    for (let n = 0; n < 5; n++) {
      const before = platform.database.statements;
      await value(people[0]!.ask(source, variables));
      counts.push(platform.database.statements - before);
    }
    return Math.min(...counts);
  }

  const attach = async (client: TestClient, name: string): Promise<string> => {
    const bytes = Buffer.from(name);
    const input = {
      fileName: `${name}.txt`,
      mimeType: 'text/plain',
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
    const upload = await value(
      client.ask<
        Record<string, { id: string; url: string; method: string; headers: { name: string; value: string }[] }>
      >(
        'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { id url method headers { name value } } }',
        { input },
      ),
    );
    const headers = Object.fromEntries(upload.headers.map((header) => [header.name, header.value]));
    await fetch(upload.url, { method: upload.method, headers, body: bytes });
    const source = 'mutation ($id: ID!) { completeUpload(uploadId: $id) { id } }';
    return (await value(client.ask<Record<string, { id: string }>>(source, { id: upload.id }))).id;
  };

  it('do not grow with the messages, authors and attachments of a conversation that is opened', async () => {
    const conversationId = await createConversation(people[0]!, { members: people.slice(1) });
    for (let n = 0; n < 50; n++) {
      const author = people[n % people.length]!;
      const attachmentIds = [await attach(author, `file ${n}`)];
      await sendMessage(author, conversationId, { text: `line ${n}`, attachmentIds });
    }
    const open = `query ($id: ID!, $first: Int!) { conversation(id: $id) { title seq memberCount
      messages(first: $first) { asOf edges { node {
        text author { displayName avatar { url } } attachments { fileName url } reactions { emoji count viewerReacted users { displayName } }
        mentions { displayName } replyTo { text } thread { text } history { text } conversation { seq }
      } } } } }`;
    const few = await statements(open, { id: conversationId, first: 2 });
    expect(await statements(open, { id: conversationId, first: 50 })).toBe(few);
    expect(few).toBeLessThanOrEqual(12);
  });

  it('do not grow with the list of conversations', async () => {
    for (let n = 0; n < 20; n++) {
      const id = await createConversation(people[0]!, { title: `Room ${n}`, members: people.slice(1, 2 + (n % 4)) });
      await sendMessage(people[0]!, id, `line ${n}`);
    }
    const list = `query ($first: Int!) { conversations(first: $first) { edges { node {
      title seq memberCount readState { unread lastReadSeq } members(first: 3) { edges { node { role user { displayName } } } }
      lastMessage { text author { displayName } } pinned { text } messages(first: 2) { edges { node { text } } }
    } } } }`;
    const few = await statements(list, { first: 2 });
    expect(await statements(list, { first: 20 })).toBe(few);
    expect(few).toBeLessThanOrEqual(12);
  });
});
