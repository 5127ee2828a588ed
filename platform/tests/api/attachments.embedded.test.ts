import { createHash } from 'node:crypto';
import { append } from '@parley/log/append';
import { createCommits } from '@parley/log/commits';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { sendBytes, uploadFile } from '@parley/testing/uploading';
import { fastify } from 'fastify';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

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
    [ann, bob] = await platform.people('Ann', 'Bob');
  });
  afterAll(() => platform.close());

  const announce = (client: TestClient, text: string): Promise<Upload> => {
    const sha256 = createHash('sha256').update(text).digest('hex');
    const input = { fileName: 'plan.txt', mimeType: 'text/plain', size: Buffer.byteLength(text), sha256 };
    const source = `mutation ($input: CreateUploadInput!) {
      createUpload(input: $input) { id url method headers { name value } }
    }`;
    return value(client.request<Record<string, Upload>>(source, { input }));
  };
  const complete = ({ id }: Upload) =>
    value(ann.request('mutation ($id: ID!) { completeUpload(uploadId: $id) { status } }', { id }));

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

describe('what was attached to a message that is deleted', () => {
  let platform: RunningPlatform;
  let ann: TestClient;
  let bob: TestClient;
  /** Paths that a CDN was told of. */
  const purged: string[] = [];
  const cdn = fastify({ forceCloseConnections: true });

  beforeAll(async () => {
    cdn.post('/purge', async ({ body }) => {
      purged.push(...(body as { paths: string[] }).paths);
      return {};
    });
    const url = await cdn.listen({ host: '127.0.0.1', port: 0 });
    platform = await runningPlatform({ CDN_PURGE_URL: `${url}/purge` });
    [ann, bob] = await platform.people('Ann', 'Bob');
  });
  afterAll(async () => {
    await platform.close();
    await cdn.close();
  });

  interface Seen {
    status: string;
    url: string | null;
  }
  const seen = (id: string): Promise<Seen | null> =>
    value(bob.request<Record<string, Seen | null>>('query ($id: ID!) { attachment(id: $id) { status url } }', { id }));
  const remove = (id: string) =>
    value(ann.request('mutation ($id: ID!) { deleteMessage(messageId: $id) { id } }', { id }));
  const statusOf = async (url: string) => (await fetch(url)).status;

  it('is gone for everybody, and what another message has as well stays', async () => {
    const conversation = await createConversation(ann, { members: [bob] });
    const [shared, own] = [await uploadFile(ann, 'shared.txt'), await uploadFile(ann, 'own.txt')];
    const first = await sendMessage(ann, conversation, { text: 'Both', attachmentIds: [shared, own] });
    const second = await sendMessage(ann, conversation, { text: 'One again', attachmentIds: [shared] });
    const [ofShared, ofOwn] = [(await seen(shared))!.url!, (await seen(own))!.url!];
    expect([await statusOf(ofShared), await statusOf(ofOwn)]).toEqual([200, 200]);

    await remove(first.id);
    expect(await seen(own)).toEqual({ status: 'REJECTED', url: null });
    await until(async () => (await statusOf(ofOwn)) === 404);
    await until(() => purged.includes(new URL(ofOwn).pathname));
    expect(await seen(shared)).toEqual({ status: 'READY', url: expect.any(String) });
    expect(await (await fetch(ofShared)).text()).toBe('shared.txt');

    await remove(second.id);
    await until(async () => (await statusOf(ofShared)) === 404);
    const sending = sendMessage(ann, conversation, { text: 'Once more', attachmentIds: [shared] });
    await expect(sending).rejects.toThrow('NOT_FOUND');
  });

  it('is told of in the log as of any message that is deleted', async () => {
    const conversation = await createConversation(ann, { members: [bob] });
    const attachmentId = await uploadFile(ann, 'plan.txt');
    const { id } = await sendMessage(ann, conversation, { text: 'The plan', attachmentIds: [attachmentId] });
    const changed = {
      type: 'AttachmentChanged',
      actor: null,
      payload: { attachmentId: attachmentId as never },
    } as const;
    const log = { commits: createCommits() };
    await platform.database.transaction((tx) => append(tx, log, [{ ...changed, stream: conversation as never }]));
    await remove(id);
    const read = async () => {
      const source = `query ($id: ID!) { conversationChanges(conversationId: $id, after: 2) { events {
        __typename
        ... on MessageCreated { message { text attachments { id } } }
        ... on AttachmentChanged { attachment { status url } }
      } } }`;
      return (await value(bob.request<Record<string, { events: object[] }>>(source, { id: conversation }))).events;
    };
    const told = (attachment: Seen | null) => [
      { __typename: 'MessageCreated', message: { text: '', attachments: [] } },
      { __typename: 'AttachmentChanged', attachment },
      { __typename: 'MessageDeleted' },
    ];
    expect(await read()).toEqual(told({ status: 'REJECTED', url: null }));
    await platform.database.query('delete from media.attachment where id = $1', [attachmentId]);
    expect(await read()).toEqual(told(null));
  });
});
