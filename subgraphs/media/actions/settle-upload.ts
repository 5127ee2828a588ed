import type { Commits } from '@parley/log/commits';
import { append } from '@parley/log/append';
import { lockStreams } from '@parley/log/streams';
import type { ObjectStore } from '@parley/ports/objects/object-store';
import type { Database } from '@parley/database/database';
import type { RequestContext } from '@parley/runtime/request';
import { AttachmentStatus } from '../domain/status';
import { claimOf, type Unsettled } from '../store/attachments';
import type { Attachment } from '../store/entities';
import { deleteObjects, keyOf } from '../store/objects';
import { lockAttachment } from './lock-attachment';

export interface Stores {
  database: Database;
  commits: Commits;
  objects: ObjectStore;
  /** In which it ends, where it does in one. */
  request?: RequestContext;
}

/** What is shown of an image, in pixels as it is to be shown. */
type Picture = Required<Pick<Attachment, 'width' | 'height' | 'shownSha256' | 'thumbnails'>>;

/** What the bytes of an upload were found to be. */
export type Verdict =
  | { status: AttachmentStatus.READY; picture?: Picture; charset?: string }
  | { status: AttachmentStatus.REJECTED; because: string };

/**
 * Ends PENDING or SCANNING, once, and tells those of it who have seen the upload in a conversation already. What is to
 * be gone goes first: after a crash in between the upload still is what it was. False for an upload that is settled
 * already, or is SCANNING where it was PENDING.
 */
export async function settleUpload(stores: Stores, upload: Unsettled, verdict: Verdict): Promise<boolean> {
  if (await settleClaimed(stores, upload, verdict)) return true;
  // sent since it was read; in a transaction of its own, as heads are locked before attachments
  const conversation = upload.conversation ? null : await claimOf(stores.database, upload.id);
  return conversation !== null && settleClaimed(stores, { ...upload, conversation }, verdict);
}

/** False for an upload that has another state by now than the caller knows of, or another claim. */
const settleClaimed: typeof settleUpload = ({ database, commits, objects, request }, upload, verdict) =>
  database.transaction(async (tx) => {
    const { id, status, conversation = null } = upload;
    if (conversation) await lockStreams(tx, [conversation]);
    const attachment = await lockAttachment(tx, id);
    if (attachment?.status !== status || attachment.conversation !== conversation) return false;
    tx.em.assign(attachment, settled(verdict));
    if (verdict.status === AttachmentStatus.REJECTED) await deleteObjects(objects, upload);
    // what was uploaded may say where it was taken
    else if (verdict.picture) await objects.delete(keyOf(upload));
    if (conversation)
      await append(tx, { commits, request }, [
        { stream: conversation, type: 'AttachmentChanged', actor: null, payload: { attachmentId: id } },
      ]);
    return true;
  });

const settled = (verdict: Verdict): Partial<Attachment> =>
  verdict.status === AttachmentStatus.READY
    ? { status: verdict.status, ...verdict.picture, charset: verdict.charset ?? null }
    : { status: verdict.status, rejectedBecause: verdict.because };
