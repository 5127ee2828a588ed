import type { Commits } from '@parley/log/commits';
import { append } from '@parley/log/append';
import { lockStreams } from '@parley/log/streams';
import type { ObjectStore } from '@parley/ports/objects/object-store';
import type { Database } from '@parley/database/database';
import type { RequestContext } from '@parley/runtime/request';
import type { Jobs } from '@parley/ports/jobs/jobs';
import { DELETIONS } from '../domain/queues';
import { AttachmentStatus } from '../domain/status';
import { claimOf, type Unsettled } from '../store/attachments';
import type { Attachment } from '../store/entities';
import { deleteLeftovers } from '../store/objects';
import { lockAttachment } from './lock-attachment';

export interface Stores {
  database: Database;
  commits: Commits;
  objects: ObjectStore;
  jobs: Jobs;
  /** In which it ends, where it does in one. */
  request?: RequestContext;
}

/** A job looks after so long whether the leftovers of an upload are gone. */
const AFTER_MS = 60_000;

/** What is shown of an image, in pixels as it is to be shown. */
type Picture = Required<Pick<Attachment, 'width' | 'height' | 'shownSha256' | 'thumbnails'>>;

/** The outcome of a scan. */
export type Verdict =
  | { status: AttachmentStatus.READY; picture?: Picture; charset?: string }
  | { status: AttachmentStatus.REJECTED; because: string };

/**
 * Ends PENDING or SCANNING, once, and tells those of it who have seen the upload in a conversation already. What is to
 * be gone is deleted after the commit; a job does it in a minute, if the process could not. False for an upload that
 * is settled already, or is SCANNING where it was PENDING.
 */
export async function settleUpload(stores: Stores, upload: Unsettled, verdict: Verdict): Promise<boolean> {
  if (await settleClaimed(stores, upload, verdict)) return deleteNow(stores, upload, verdict);
  // sent since it was read; in a transaction of its own, as heads are locked before attachments
  const conversation = upload.conversation ? null : await claimOf(stores.database, upload.id);
  if (conversation === null || !(await settleClaimed(stores, { ...upload, conversation }, verdict))) return false;
  return deleteNow(stores, upload, verdict);
}

/** Deletes what nobody may have any more, after the commit: the conversation is not locked while the object store works. */
async function deleteNow({ objects }: Stores, upload: Unsettled, verdict: Verdict): Promise<true> {
  const isShown = verdict.status === AttachmentStatus.READY && verdict.picture !== undefined;
  // the job retries and reports it
  await deleteLeftovers(objects, { ...upload, status: verdict.status, isShown }).catch(() => undefined);
  return true;
}

/** False for an upload that has another state by now than the caller knows of, or another claim. */
const settleClaimed: typeof settleUpload = ({ database, commits, jobs, request }, upload, verdict) =>
  database.transaction(async (tx) => {
    const { id, status, conversation = null } = upload;
    if (conversation) await lockStreams(tx, [conversation]);
    const attachment = await lockAttachment(tx, id);
    if (attachment?.status !== status || attachment.conversation !== conversation) return false;
    tx.em.assign(attachment, settled(verdict));
    // unless it is an image or REJECTED, nothing of it is to be gone
    if (verdict.status === AttachmentStatus.REJECTED || verdict.picture)
      await jobs.add(tx, DELETIONS.name, { data: { attachment: id }, key: id, after: new Date(Date.now() + AFTER_MS) });
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
