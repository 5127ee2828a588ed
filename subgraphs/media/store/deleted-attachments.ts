import type { AttachmentId, UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import type { Attachment } from './entities';

const OF_OWNER = 'from media.attachment where owner = $1 and deleted_at is null';

/** How many uploads of a person there are, wherever they are. */
export async function countUploads(sql: Sql, owner: UserId): Promise<number> {
  const [row] = await sql.query<{ uploads: number }>(`select count(*)::int as uploads ${OF_OWNER}`, [owner]);
  return row!.uploads;
}

/** Deletes some of a person's uploads, `limit` at most. Gives how many. */
export async function deleteSomeUploads(sql: Sql, owner: UserId, limit: number): Promise<number> {
  const [row] = await sql.query<{ deleted: number }>(
    `select media.delete_attachments(array(select id ${OF_OWNER} order by id limit $2)) as deleted`,
    [owner, limit],
  );
  return row!.deleted;
}

/**
 * From when on nothing is written any more of one that is deleted: neither by an upload that was begun while its URL was
 * good, nor by a scan; and nobody who has read it in a message before asks for it any more.
 */
const QUIET_AT = `greatest(upload_expires_at, scan_until, deleted_at) + interval '1 hour'`;

/** A deleted attachment with the time after which nothing is written of it any more. */
export type Deleted = Pick<Attachment, 'id' | 'tenant'> & { quietAt: Date };

/** Undefined for an attachment that is not deleted, or whose row is gone. */
export async function findDeleted(sql: Sql, id: AttachmentId): Promise<Deleted | undefined> {
  const [deleted] = await sql.query<Deleted>(
    `select id, tenant, ${QUIET_AT} as "quietAt" from media.attachment where id = $1 and deleted_at is not null`,
    [id],
  );
  return deleted;
}

export async function forgetDeleted(sql: Sql, { id }: Deleted): Promise<void> {
  await sql.query('delete from media.attachment where id = $1', [id]);
}
