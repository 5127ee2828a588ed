import { announcementOf, sendBytes, uploadFile } from '@parley/testing/uploading';
import { aBucket } from '@parley/testing/bucket';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { faultyLink } from '@parley/testing/faulty-link';
import { EICAR } from '@parley/ports/malware/conformance';
import { until } from '@parley/testing/until';
import { serviceUrl } from '@parley/testing/services';
import { runningPlatform } from '../../testing/running-platform';

const EVENTS = `subscription ($id: ID!) {
  conversationEvents(conversationId: $id, after: 2) {
    ... on MessageCreated { message { attachments { status url } } }
    ... on AttachmentChanged { attachment { status url rejectedBecause } }
  }
}`;
const ATTACHMENT = 'query ($id: ID!) { attachment(id: $id) { status url } }';
const CREATE = `mutation ($input: CreateUploadInput!) {
  createUpload(input: $input) { id url method headers { name value } }
}`;
const COMPLETE = 'mutation ($id: ID!) { completeUpload(uploadId: $id) { status } }';

interface Upload {
  id: string;
  url: string;
  method: string;
  headers: { name: string; value: string }[];
}
interface Ready {
  dependencies: Record<string, { ok: boolean; note?: string; reason?: string }>;
}

const readyz = async (url: string) => ((await (await fetch(`${url}/readyz`)).json()) as Ready).dependencies;

it('keeps the files of a platform on S3, and serves none itself', async () => {
  const bucket = await aBucket();
  const platform = await runningPlatform(bucket);
  const [ann, bob] = await platform.people('Ann', 'Bob');
  const id = await uploadFile(ann, 'plan.txt');
  const conversation = await createConversation(ann, { members: [bob] });
  const message = await sendMessage(ann, conversation, { text: 'The plan', attachmentIds: [id] });
  const { url } = await value(bob.request<Record<string, { url: string }>>(ATTACHMENT, { id }));
  expect(new URL(url).origin).toBe(bucket.S3_ENDPOINT);
  expect(await (await fetch(url)).text()).toBe('plan.txt');
  expect((await fetch(`${platform.url}/objects/a/b`)).status).toBe(404);
  expect((await readyz(platform.url)).files).toEqual({ ok: true, note: 'on S3' });
  await value(ann.request('mutation ($id: ID!) { deleteMessage(messageId: $id) { id } }', { id: message.id }));
  await until(async () => (await fetch(url)).status === 404);
  await Promise.all([ann.close(), bob.close()]);
  await platform.close();
});

it('downloads through a CDN where it has one, whose origin it is', async () => {
  const CDN_URL = 'http://cdn.example';
  const platform = await runningPlatform({ ...(await aBucket()), CDN_URL, URL_KEYS: 'k'.repeat(32) });
  const ann = await platform.person('Ann');
  const id = await uploadFile(ann, 'plan.txt');
  const { url } = await value(ann.request<Record<string, { url: string }>>(ATTACHMENT, { id }));
  expect(url).toMatch(/^http:\/\/cdn\.example\/objects\//);
  const answer = await fetch(url.replace(CDN_URL, platform.url));
  expect([await answer.text(), answer.headers.get('cache-control')]).toEqual([
    'plan.txt',
    expect.stringMatching(/^public/),
  ]);
  await ann.close();
  await platform.close();
});

it('is UNAVAILABLE for files alone while S3 is away, and says so', async () => {
  const bucket = await aBucket();
  const link = await faultyLink(bucket.S3_ENDPOINT);
  const platform = await runningPlatform({ ...bucket, S3_ENDPOINT: link.url });
  const ann = await platform.person('Ann');
  const input = announcementOf('a.txt', Buffer.from('abc'));
  const upload = await value(ann.request<Record<string, Upload>>(CREATE, { input }));
  expect((await sendBytes(upload, 'abc')).status).toBe(200);
  await link.cut();
  const { errors } = await ann.request(COMPLETE, { id: upload.id });
  expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE', retryable: true } }]);
  expect((await readyz(platform.url)).files).toEqual({ ok: false, reason: 'The object store can not be reached' });
  await sendMessage(ann, await createConversation(ann), 'goes on');
  await link.mend();
  expect(await value(ann.request(COMPLETE, { id: upload.id }))).toEqual({ status: 'READY' });
  await ann.close();
  await platform.close();
  await link.close();
});

it('shows nobody a file with malware that is in a message: all who look see that it is REJECTED', async () => {
  const platform = await runningPlatform({ CLAMD_URL: serviceUrl('clamd') });
  const [ann, bob] = await platform.people('Ann', 'Bob');
  expect((await readyz(platform.url))['malware scanner']).toEqual({ ok: true, note: 'clamd' });
  const conversation = await createConversation(ann, { members: [bob] });
  const events = bob.subscribe<{ conversationEvents: object }>(EVENTS, { id: conversation });
  const next = async () => (await events.next()).value?.data?.conversationEvents;
  const bytes = Buffer.from(EICAR);
  const input = announcementOf('invoice.txt', bytes);
  const upload = await value(ann.request<Record<string, Upload>>(CREATE, { input }));
  await sendMessage(ann, conversation, { text: 'Look at this', attachmentIds: [upload.id] });
  expect(await next()).toEqual({ message: { attachments: [{ status: 'PENDING', url: null }] } });
  await sendBytes(upload, bytes);
  await value(ann.request(COMPLETE, { id: upload.id }));
  expect(await next()).toEqual({
    attachment: { status: 'REJECTED', url: null, rejectedBecause: expect.stringMatching(/eicar/i) },
  });
  await events.return!();
  await Promise.all([ann.close(), bob.close()]);
  await platform.close();
});

it('says that nothing looks for malware where nothing does, or that what does is away', async () => {
  const link = await faultyLink(serviceUrl('clamd'));
  const platforms = [await runningPlatform(), await runningPlatform({ CLAMD_URL: link.url })];
  await link.cut();
  const notes = await Promise.all(platforms.map(async ({ url }) => (await readyz(url))['malware scanner']!.note));
  expect(notes).toEqual([expect.stringContaining('off'), expect.stringContaining('does not respond')]);
  for (const platform of platforms) await platform.close();
  await link.close();
});
