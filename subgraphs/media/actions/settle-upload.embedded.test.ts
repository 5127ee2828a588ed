import type { AttachmentId, ConversationId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { noCdn } from '@parley/ports/objects/cdn';
import { until } from '@parley/testing/until';
import { aViewer } from '@parley/testing/viewers';
import { DELETIONS } from '../domain/queues';
import { AttachmentStatus } from '../domain/status';
import { findOwnUpload } from '../store/attachments';
import { keyOf, keysOf } from '../store/objects';
import {
  aConversation,
  announce,
  aPngHeader,
  aText,
  changesIn,
  claim,
  COMPLETE,
  openMedia,
  seenBy,
  send,
  type File,
  type Media,
} from '../testing/media';
import { deletedCollector } from '../workers/collect-deleted';
import { settleUpload } from './settle-upload';

let media: Media;
let by: Viewer;
let colleague: Viewer;
let conversation: ConversationId;
beforeAll(async () => (media = await openMedia()));
beforeEach(async () => {
  by = aViewer();
  colleague = aViewer({ tenant: by.tenant });
  conversation = await aConversation(media.database, by.tenant, [by, colleague]);
});
afterAll(() => media.close());

/** Announces a file and claims it for the conversation; its bytes are there, and nobody has looked at them. */
async function underWay(file: File): Promise<AttachmentId> {
  const announced = await announce(media, by, file);
  expect(await claim(media, { ids: [announced.id], by, conversation })).toBe(true);
  await send(announced, file.bytes);
  return announced.id;
}

it.each([
  ['READY', aText],
  ['REJECTED', aPngHeader(50_000, 50_000)],
])('of what was sent already is told in its conversation, once: %s', async (status, file) => {
  const id = await underWay(file);
  expect(await seenBy(media, colleague, id)).toMatchObject({ status: 'PENDING', url: null });
  await Promise.all([media.as(by)(COMPLETE, { id }), media.as(by)(COMPLETE, { id })]);
  await media.as(by)(COMPLETE, { id });
  expect(await seenBy(media, colleague, id)).toMatchObject({ status });
  expect(await changesIn(media, conversation)).toEqual([{ actor: null, attachmentId: id }]);
});

it('is told also where it was sent after it was looked at', async () => {
  const { id } = await announce(media, by, aText);
  const read = (await findOwnUpload(media.database, by, id))!;
  expect(await claim(media, { ids: [id], by, conversation })).toBe(true);
  expect(await settleUpload(media, read, { status: AttachmentStatus.READY })).toBe(true);
  expect(await changesIn(media, conversation)).toEqual([{ actor: null, attachmentId: id }]);
  expect(await settleUpload(media, read, { status: AttachmentStatus.READY })).toBe(false);
});

it('of what was sent nowhere is told nowhere', async () => {
  const announced = await announce(media, by, aText);
  await send(announced, aText.bytes);
  await media.as(by)(COMPLETE, { id: announced.id });
  expect(await claim(media, { ids: [announced.id], by, conversation })).toBe(true);
  expect(await changesIn(media, conversation)).toEqual([]);
});

it('44: waits for the object store after the commit: nobody waits for the conversation meanwhile', async () => {
  const id = await underWay(aText);
  const read = (await findOwnUpload(media.database, by, id))!;
  const answers: (() => void)[] = [];
  const slow = { ...media.objects, delete: () => new Promise<void>((resolve) => answers.push(resolve)) };
  const settling = settleUpload({ ...media, objects: slow }, read, {
    status: AttachmentStatus.REJECTED,
    because: 'A test says so',
  });
  await until(async () => (await seenBy(media, colleague, id))?.status === 'REJECTED');
  await media.database.query('select from log.stream_head where stream = $1 for update nowait', [conversation]);
  await until(() => answers.length === keysOf(read).length);
  for (const answer of answers) answer();
  expect(await settling).toBe(true);
});

it('leaves to the collector what the object store did not delete', async () => {
  const id = await underWay(aText);
  const read = (await findOwnUpload(media.database, by, id))!;
  const down = { ...media.objects, delete: () => Promise.reject(new Error('down')) };
  const verdict = { status: AttachmentStatus.REJECTED, because: 'A test says so' } as const;
  expect(await settleUpload({ ...media, objects: down }, read, verdict)).toBe(true);
  expect(await media.objects.inspect(keyOf(read))).toBeDefined();
  const collector = media.runs([{ queue: DELETIONS, run: deletedCollector({ ...media, cdn: noCdn }) }]);
  await collector.start();
  await media.pass(60_000);
  await until(async () => (await media.objects.inspect(keyOf(read))) === undefined);
  await collector.stop();
  expect(await seenBy(media, colleague, id)).toMatchObject({ status: 'REJECTED' });
});
