import { createHash } from 'node:crypto';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { newClient, type TestClient } from '@parley/testing/client';
import { sendBytes } from '@parley/testing/uploading';
import { runningPlatform, type RunningPlatform } from './testing/running-platform';

const EVENTS = `subscription ($id: ID!, $after: Seq) {
  conversationEvents(conversationId: $id, after: $after) {
    __typename
    ... on MessageCreated { actor { id } message { text attachments { id status url } } }
    ... on AttachmentChanged { actor { id } attachment { id status url } }
  }
}`;

interface Upload {
  id: string;
  url: string;
  method: string;
  headers: { name: string; value: string }[];
}

describe('a message whose upload is under way', () => {
  let platform: RunningPlatform;
  let ann: TestClient;
  let bob: TestClient;

  beforeAll(async () => {
    platform = await runningPlatform();
    [ann, bob] = await Promise.all([newClient(platform.url, 'Ann'), newClient(platform.url, 'Bob')]);
  });
  afterAll(async () => {
    await Promise.all([ann.close(), bob.close()]);
    await platform.close();
  });

  const announce = (client: TestClient, text: string): Promise<Upload> => {
    const sha256 = createHash('sha256').update(text).digest('hex');
    const input = { fileName: 'plan.txt', mimeType: 'text/plain', size: Buffer.byteLength(text), sha256 };
    const source = `mutation ($input: CreateUploadInput!) {
      createUpload(input: $input) { id url method headers { name value } }
    }`;
    return value(client.ask<Record<string, Upload>>(source, { input }));
  };
  const complete = ({ id }: Upload) =>
    value(ann.ask('mutation ($id: ID!) { completeUpload(uploadId: $id) { status } }', { id }));

  it('shows its attachment to members at once, and its URL as soon as it is there', async () => {
    const conversation = await createConversation(ann, { members: [bob] });
    const events = bob.subscribe<{ conversationEvents: unknown }>(EVENTS, { id: conversation, after: 2 });
    const next = async () => (await events.next()).value?.data?.conversationEvents;
    const upload = await announce(ann, 'Thursday');
    await sendMessage(ann, conversation, { text: 'The plan', attachmentIds: [upload.id] });
    expect(await next()).toEqual({
      __typename: 'MessageCreated',
      actor: { id: ann.userId },
      message: { text: 'The plan', attachments: [{ id: upload.id, status: 'PENDING', url: null }] },
    });

    await sendBytes(upload, 'Thursday');
    expect(await complete(upload)).toEqual({ status: 'READY' });
    const changed = await next();
    expect(changed).toEqual({
      __typename: 'AttachmentChanged',
      actor: null,
      attachment: { id: upload.id, status: 'READY', url: expect.any(String) },
    });
    const { attachment } = changed as { attachment: { url: string } };
    expect(await (await fetch(attachment.url)).text()).toBe('Thursday');
    await events.return!();
  });

  it("may have nobody else's", async () => {
    const conversation = await createConversation(ann, { members: [bob] });
    const upload = await announce(bob, 'not hers');
    const sending = sendMessage(ann, conversation, { text: 'Mine', attachmentIds: [upload.id] });
    await expect(sending).rejects.toThrow('NOT_FOUND');
  });
});
