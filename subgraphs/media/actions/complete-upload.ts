import { invalid, notFound, ParleyError, type FieldProblem } from '@parley/contracts/errors';
import type { AttachmentId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import type { ObjectStore } from '@parley/ports/objects/object-store';
import { action } from '@parley/runtime/action';
import type { Context } from '../context';
import { IMAGE_HEADER_BYTES, isReadableImage, measureImage } from '../domain/image';
import { AttachmentStatus } from '../domain/status';
import { findOwnUpload, keyOf, type Verdict } from '../store/attachments';
import type { Attachment } from '../store/entities';
import { settleUpload } from './settle-upload';

/**
 * Makes an upload an attachment, once its bytes are there and are the announced ones. Again, it changes nothing.
 * An image that is none, or too large to show, becomes REJECTED, which is no error. Where it was sent to already, its
 * conversation's log tells how it ended.
 * Errors: UNAUTHENTICATED; NOT_FOUND for what is not the viewer's own; CONFLICT while nothing has been uploaded;
 * VALIDATION_FAILED for other bytes than announced, which are deleted: the right ones may be sent to the same URL.
 */
export const completeUpload = action(
  'completeUpload',
  async (context: Context, id: AttachmentId): Promise<void> => {
    const { database, objects, principal } = context;
    const upload = await findOwnUpload(database, viewerOf(principal), id);
    if (!upload) throw notFound('Upload');
    if (upload.status !== AttachmentStatus.PENDING) return;

    await requireAnnouncedBytes(objects, upload);
    await settleUpload(context, upload, await examine(objects, upload));
  },
  { subject: (attachment) => attachment },
);

async function requireAnnouncedBytes(objects: ObjectStore, upload: Attachment): Promise<void> {
  const found = await objects.inspect(keyOf(upload));
  if (!found) throw new ParleyError('CONFLICT', 'Nothing has been uploaded yet: send the bytes to the URL first');
  const problems: FieldProblem[] = [];
  if (found.size !== upload.size)
    problems.push({ field: 'size', problem: `${upload.size} bytes were announced, and ${found.size} uploaded` });
  if (found.sha256 !== upload.sha256)
    problems.push({ field: 'sha256', problem: 'the bytes uploaded are not those announced' });
  if (problems.length === 0) return;
  await objects.delete(keyOf(upload));
  throw invalid(...problems);
}

async function examine(objects: ObjectStore, upload: Attachment): Promise<Verdict> {
  if (!isReadableImage(upload.mimeType)) return { status: AttachmentStatus.READY };
  const image = measureImage(upload.mimeType, await objects.read(keyOf(upload), IMAGE_HEADER_BYTES));
  return typeof image === 'string'
    ? { status: AttachmentStatus.REJECTED, because: image }
    : { status: AttachmentStatus.READY, image };
}
