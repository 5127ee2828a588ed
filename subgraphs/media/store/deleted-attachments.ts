import type { AttachmentId, UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import type { Attachment } from './entities';

const OF_OWNER = 'from media.attachment where owner = $1 and deleted_at is null';

/** Counts the uploads of a person, in all conversations. */
export async function countUploads(sql: Sql, owner: UserId): Promise<number> {
  const [row] = await sql.query<{ uploads: number }>(`select count(*)::int as uploads ${OF_OWNER}`, [owner]);
  return row!.uploads;
}

/** Deletes at most `limit` of a person's uploads. Returns how many. */
export async function deleteSomeUploads(sql: Sql, owner: UserId, limit: number): Promise<number> {
  const [row] = await sql.query<{ deleted: number }>(
    `select media.delete_attachments(array(select id ${OF_OWNER} order by id limit $2)) as deleted`,
    [owner, limit],
  );
  return row!.deleted;
}

/**
 * From this time on, nothing writes objects of a deleted attachment: no upload that began before its URL expired, and no scan. Nor
 * does a client with an older copy of the message still request it.
 */
const QUIET_AT = `greatest(upload_expires_at, scan_until, deleted_at) + interval '1 hour'`;

/** An attachment, some of whose objects are to be deleted. */
export type Ended = Pick<Attachment, 'id' | 'tenant' | 'status'> & {
  /** Of one that is deleted as a whole: the time after which nothing is written of it any more. */
  quietAt: Date | null;
  /** Another image is shown in the place of what was uploaded. */
  isShown: boolean;
};

/** Undefined for an attachment whose row is gone. */
export async function findEnded(sql: Sql, id: AttachmentId): Promise<Ended | undefined> {
  const [ended] = await sql.query<Ended>(
    `select id, tenant, status, case when deleted_at is not null then ${QUIET_AT} end as "quietAt",
       shown_sha256 is not null as "isShown"
     from media.attachment where id = $1`,
    [id],
  );
  return ended;
}

export async function forgetDeleted(sql: Sql, { id }: Pick<Ended, 'id'>): Promise<void> {
  await sql.query('delete from media.attachment where id = $1', [id]);
}
