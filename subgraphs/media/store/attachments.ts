import type { AttachmentId, ConversationId } from '@parley/contracts/ids';
import { tenantOf, type Principal, type Viewer } from '@parley/contracts/principal';
import { readableConversations } from '@parley/log/members';
import type { Database, Transaction } from '@parley/database/database';
import type { Announcement } from '../domain/announcement';
import { AttachmentStatus } from '../domain/status';
import { AttachmentEntity, type Attachment } from './entities';

/**
 * Those of the attachments that this principal may see: its own uploads, what is in conversations that it may read,
 * and the avatars of its tenant. At most two statements. Errors: UNAUTHENTICATED.
 */
export async function visibleAttachments(
  database: Database,
  principal: Principal,
  ids: readonly AttachmentId[],
): Promise<Map<AttachmentId, Attachment>> {
  const rows = await database.em().find(AttachmentEntity, { id: { $in: [...ids] }, tenant: tenantOf(principal) });
  const free = (row: Attachment): boolean =>
    row.avatar || (principal.kind === 'viewer' && row.owner === principal.user);
  const asked = rows.flatMap((row) => (row.conversation && !free(row) ? [row.conversation] : []));
  const readable = asked.length > 0 ? await readableConversations(database, principal, [...new Set(asked)]) : new Set();
  const visible = rows.filter((row) => free(row) || readable.has(row.conversation!));
  return new Map(visible.map((row) => [row.id, row]));
}

/** The viewer's own upload, in whatever state; null for anybody else's. */
export const findOwnUpload = (
  database: Database,
  { tenant, user }: Viewer,
  id: AttachmentId,
): Promise<Attachment | null> => database.em().findOne(AttachmentEntity, { id, tenant, owner: user });

interface NewUpload extends Announcement {
  id: AttachmentId;
  createdAt: Date;
  uploadExpiresAt: Date;
}

export async function insertUpload(
  { em }: Transaction,
  { tenant, user }: Viewer,
  upload: NewUpload,
): Promise<Attachment> {
  const row = em.create(AttachmentEntity, { ...upload, tenant, owner: user, status: AttachmentStatus.PENDING });
  await em.flush();
  return row;
}

/** How many uploads the viewer has that are not settled. What changes that number waits for the end of the transaction. */
export async function countUnsettled(tx: Transaction, { user }: Viewer): Promise<number> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('media.upload ' || $1, 0))`, [user]);
  const [row] = await tx.query<{ count: number }>(
    `select count(*) from media.attachment where owner = $1 and status in ('PENDING', 'SCANNING')`,
    [user],
  );
  return row!.count;
}

/** What is shown of an image, in pixels as it is to be shown. */
export type Picture = Required<Pick<Attachment, 'width' | 'height' | 'shownSha256' | 'thumbnails'>>;

/** What the bytes of an upload were found to be. */
export type Verdict =
  | { status: AttachmentStatus.READY; picture?: Picture; charset?: string }
  | { status: AttachmentStatus.REJECTED; because: string };

/** An upload as it was read. */
export type Unsettled = Pick<Attachment, 'id' | 'tenant' | 'status'> & { conversation?: ConversationId | null };

/**
 * Ends PENDING or SCANNING, once, of an upload whose state and claim are those that the caller knows of. False for one
 * that has another state by now, or was claimed since.
 */
export async function settle(
  { em }: Transaction,
  { id, status, conversation = null }: Unsettled,
  verdict: Verdict,
): Promise<boolean> {
  const found =
    verdict.status === AttachmentStatus.READY
      ? { status: verdict.status, ...verdict.picture, charset: verdict.charset ?? null }
      : { status: verdict.status, rejectedBecause: verdict.because };
  return (await em.nativeUpdate(AttachmentEntity, { id, status, conversation }, found)) > 0;
}

/** From PENDING to SCANNING, with the type that its bytes have; one that isn't PENDING any more stays as it is. */
export async function startScan(
  database: Database,
  { id, mimeType }: Pick<Attachment, 'id' | 'mimeType'>,
): Promise<void> {
  const start = `update media.attachment set status = 'SCANNING', mime_type = $2 where id = $1 and status = 'PENDING'`;
  await database.query(start, [id, mimeType]);
}

/** The conversation that an upload which is not settled is claimed for, or null. */
export async function claimOf(database: Database, id: AttachmentId): Promise<ConversationId | null> {
  const [row] = await database.query<{ conversation: ConversationId | null }>(
    `select conversation from media.attachment where id = $1 and status in ('PENDING', 'SCANNING')`,
    [id],
  );
  return row?.conversation ?? null;
}
