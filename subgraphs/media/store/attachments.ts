import type { AttachmentId, ConversationId, TenantId } from '@parley/contracts/ids';
import { tenantOf, type Principal, type Viewer } from '@parley/contracts/principal';
import { mayRead, maySee } from '@parley/log/members';
import type { Sql } from '@parley/database/sql';
import type { Attachment } from './entities';

const COLUMNS = `a.id, a.tenant, a.owner, a.file_name as "fileName", a.mime_type as "mimeType", a.size, a.sha256, a.status,
  a.rejected_because as "rejectedBecause", a.width, a.height, a.conversation, a.avatar, a.shown_sha256 as "shownSha256",
  a.charset, a.thumbnails, a.created_at as "createdAt", a.upload_expires_at as "uploadExpiresAt"`;

/**
 * Those of the attachments that this principal may see: its own uploads, what is in conversations that it may read,
 * and the avatars of its tenant. Errors: UNAUTHENTICATED.
 */
export async function visibleAttachments(
  sql: Sql,
  principal: Principal,
  ids: readonly AttachmentId[],
): Promise<Map<AttachmentId, Attachment>> {
  const viewer = principal.kind === 'viewer' ? principal.user : null;
  const subject = principal.kind === 'topic' ? principal.conversation : null;
  const rows = await sql.query<Attachment>(VISIBLE, [ids, tenantOf(principal), viewer, subject]);
  return new Map(rows.map((row) => [row.id, row]));
}

const VISIBLE = {
  name: 'media.visible',
  text: `select ${COLUMNS} from media.attachment a
    where a.id = any ($1::uuid[]) and a.tenant = $2 and (a.avatar and ${maySee('$3', 'a.owner')} or a.owner = $3 or a.conversation = $4 or exists (
      select from log.stream_head h left join log.present_member m on m.stream = h.stream and m.person = $3
      where h.stream = a.conversation and h.tenant = $2 and $3 is not null and ${mayRead('$3')}))`,
};

/** The viewer's own upload, in whatever state; null for anybody else's. */
export async function findOwnUpload(sql: Sql, { tenant, user }: Viewer, id: AttachmentId): Promise<Attachment | null> {
  const [row] = await sql.query<Attachment>(
    `select ${COLUMNS} from media.attachment a where a.id = $1 and a.tenant = $2 and a.owner = $3`,
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

/** Images of one person that wait for their scan. */
export async function countWaitingImages(
  sql: Sql,
  { owner, imageTypes }: Pick<Attachment, 'owner'> & { imageTypes: readonly string[] },
): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    `select count(*) from media.attachment where owner = $1 and status = 'SCANNING' and mime_type = any ($2)`,
    [owner, imageTypes],
  );
  return row!.count;
}

/**
 * What a tenant stores, and the most that it may; undefined for one without a limit. If it has one, nobody else of it
 * announces an upload until the end of the transaction.
 */
export async function storageOf(sql: Sql, tenant: TenantId): Promise<{ limit: number; used: number } | undefined> {
  const [limited] = await sql.query<{ limit: number | null }>(`select users.storage_limit($1)::float8 as "limit"`, [
    tenant,
  ]);
  if (limited!.limit === null) return undefined;
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('media.stored ' || $1, 0))`, [tenant]);
  const [stored] = await sql.query<{ used: number }>('select media.stored_bytes($1)::float8 as used', [tenant]);
  return { limit: limited!.limit, used: stored!.used };
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
