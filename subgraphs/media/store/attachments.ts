import type { AttachmentId, ConversationId } from '@parley/contracts/ids';
import { tenantOf, type Principal, type Viewer } from '@parley/contracts/principal';
import { readableConversations } from '@parley/log/members';
import type { Sql } from '@parley/database/sql';
import type { Attachment } from './entities';

const COLUMNS = `id, tenant, owner, file_name as "fileName", mime_type as "mimeType", size, sha256, status,
  rejected_because as "rejectedBecause", width, height, conversation, avatar, shown_sha256 as "shownSha256", charset,
  thumbnails, created_at as "createdAt", upload_expires_at as "uploadExpiresAt"`;

/**
 * Those of the attachments that this principal may see: its own uploads, what is in conversations that it may read,
 * and the avatars of its tenant. At most two statements. Errors: UNAUTHENTICATED.
 */
export async function visibleAttachments(
  sql: Sql,
  principal: Principal,
  ids: readonly AttachmentId[],
): Promise<Map<AttachmentId, Attachment>> {
  const rows = await sql.query<Attachment>(
    `select ${COLUMNS} from media.attachment where id = any ($1::uuid[]) and tenant = $2`,
    [ids, tenantOf(principal)],
  );
  const free = (row: Attachment): boolean =>
    row.avatar || (principal.kind === 'viewer' && row.owner === principal.user);
  const asked = rows.flatMap((row) => (row.conversation && !free(row) ? [row.conversation] : []));
  const readable = asked.length > 0 ? await readableConversations(sql, principal, [...new Set(asked)]) : new Set();
  const visible = rows.filter((row) => free(row) || readable.has(row.conversation!));
  return new Map(visible.map((row) => [row.id, row]));
}

/** The viewer's own upload, in whatever state; null for anybody else's. */
export async function findOwnUpload(sql: Sql, { tenant, user }: Viewer, id: AttachmentId): Promise<Attachment | null> {
  const [row] = await sql.query<Attachment>(
    `select ${COLUMNS} from media.attachment where id = $1 and tenant = $2 and owner = $3`,
    [id, tenant, user],
  );
  return row ?? null;
}

/** How many uploads the viewer has that are not settled. What changes that number waits for the end of the transaction. */
export async function countUnsettled(sql: Sql, { user }: Viewer): Promise<number> {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('media.upload ' || $1, 0))`, [user]);
  const [row] = await sql.query<{ count: number }>(
    `select count(*) from media.attachment where owner = $1 and status in ('PENDING', 'SCANNING')`,
    [user],
  );
  return row!.count;
}

/** An upload as it was read. */
export type Unsettled = Pick<Attachment, 'id' | 'tenant' | 'status'> & { conversation?: ConversationId | null };

/** The conversation that an upload which is not settled is claimed for, or null. */
export async function claimOf(sql: Sql, id: AttachmentId): Promise<ConversationId | null> {
  const [row] = await sql.query<{ conversation: ConversationId | null }>(
    `select conversation from media.attachment where id = $1 and status in ('PENDING', 'SCANNING')`,
    [id],
  );
  return row?.conversation ?? null;
}
