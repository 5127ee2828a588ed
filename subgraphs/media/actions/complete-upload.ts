import { invalid, notFound, ParleyError, type FieldProblem } from '@parley/contracts/errors';
import type { AttachmentId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import type { ObjectStore } from '@parley/ports/objects/object-store';
import type { Transaction } from '@parley/database/database';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import {
  IMAGE_HEADER_BYTES,
  IMAGE_TYPES,
  imageTypeOf,
  isShownImage,
  refusalOf,
  SIGNATURE_BYTES,
} from '../domain/image';
import { ANYTHING } from '../domain/media-types';
import { scanQueueOf, type UploadJob } from '../domain/queues';
import { AttachmentStatus } from '../domain/status';
import { countWaitingImages, findOwnUpload } from '../store/attachments';
import type { Attachment } from '../store/entities';
import { keyOf } from '../store/objects';
import { lockAttachment } from './lock-attachment';
import { settleUpload } from './settle-upload';

/** How long it waits for the scan, if this process runs scans. If the scan takes longer, the upload is SCANNING in the result. */
const PATIENCE_MS = 3_000;

/**
 * Completes an upload whose bytes are there and are the announced ones. A repeated call changes nothing. An image of another type
 * than announced gets the type that its bytes have. The same transaction adds a job that scans the upload and renders images. A
 * file that is no image although it was announced as one, is too large, or is refused becomes REJECTED, which is no error. If a
 * message has the upload already, its conversation's log says how the scan ended.
 * Errors: UNAUTHENTICATED; NOT_FOUND for what is not the viewer's own; CONFLICT while nothing has been uploaded;
 * VALIDATION_FAILED for other bytes than announced, which are deleted: the right ones may be sent to the same URL.
 */
export const completeUpload = action(
  'completeUpload',
  async (context: Context, id: AttachmentId): Promise<void> => {
    const { database, principal } = context;
    const upload = await findOwnUpload(database, viewerOf(principal), id);
    if (!upload) throw notFound('Upload');
    if (upload.status === AttachmentStatus.PENDING) await lookAt(context, upload);
    await scanned(context, id);
  },
  { subject: (attachment) => attachment },
);

/** Rejects an image by its first bytes, or starts the scan. */
async function lookAt(context: Context, upload: Attachment): Promise<void> {
  const { objects } = context;
  await requireAnnouncedBytes(objects, upload);
  const mimeType = await typeOf(objects, upload);
  const because = await firstRefusal(objects, { ...upload, mimeType });
  if (because) await settleUpload(context, upload, { status: AttachmentStatus.REJECTED, because });
  else await startScan(context, { ...upload, mimeType });
}

/** From PENDING to SCANNING, with the type that its bytes have; one that isn't PENDING any more stays as it is. */
const startScan = ({ database, jobs }: Context, { id, mimeType }: Pick<Attachment, 'id' | 'mimeType'>): Promise<void> =>
  database.transaction(async (tx) => {
    const attachment = await lockAttachment(tx, id);
    if (attachment?.status !== AttachmentStatus.PENDING) return;
    tx.em.assign(attachment, { status: AttachmentStatus.SCANNING, mimeType });
    const data: UploadJob = { attachment: id };
    const priority = await scanPriority(tx, { ...attachment, mimeType });
    await jobs.add(tx, scanQueueOf(mimeType).name, { data, key: id, priority });
  });

/** People take turns: nobody's second image is rendered before everybody's first. */
const scanPriority = async (
  tx: Transaction,
  { owner, mimeType }: Pick<Attachment, 'owner' | 'mimeType'>,
): Promise<number> =>
  isShownImage(mimeType) ? -(await countWaitingImages(tx, { owner, imageTypes: IMAGE_TYPES })) : 0;

/** Waits for the scan of the upload, if it is SCANNING. */
async function scanned({ database, principal, jobs }: Context, id: AttachmentId): Promise<void> {
  const own = () => findOwnUpload(database, viewerOf(principal), id);
  const upload = await own();
  if (upload?.status !== AttachmentStatus.SCANNING) return;
  const isDone = async () => (await own())?.status !== AttachmentStatus.SCANNING;
  await jobs.waitForRun(scanQueueOf(upload.mimeType).name, id, { patienceMs: PATIENCE_MS, isDone });
}

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

/**
 * An image has the type that its bytes have. An image that was announced as another kind of file becomes a file of bytes: clients
 * save it and never show it.
 */
async function typeOf(objects: ObjectStore, upload: Attachment): Promise<string> {
  const { mimeType } = upload;
  const found = imageTypeOf(await objects.read(keyOf(upload), SIGNATURE_BYTES));
  if (!found) return mimeType;
  return mimeType.startsWith('image/') ? found : ANYTHING;
}

async function firstRefusal(objects: ObjectStore, upload: Attachment): Promise<string | undefined> {
  const { mimeType } = upload;
  return isShownImage(mimeType)
    ? refusalOf(mimeType, await objects.read(keyOf(upload), IMAGE_HEADER_BYTES))
    : undefined;
}
