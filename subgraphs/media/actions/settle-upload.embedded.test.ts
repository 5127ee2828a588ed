import type { ConversationId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { aViewer } from '@parley/testing/viewers';
import { AttachmentStatus } from '../domain/status';
import { findOwnUpload } from '../store/attachments';
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
async function underWay(file: File): Promise<string> {
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
