import type { UserId } from '@parley/contracts/ids';
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
export type LeasedDeletion = Pick<Attachment, 'id' | 'tenant'> & { quietAt: Date };

/** Leases those that are due by `now`. Of several processes each takes others. */
export const leaseDeleted = (
  sql: Sql,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<LeasedDeletion[]> =>
  sql.query(
    `update media.attachment set collect_at = $2
     where id = any (array(
       select id from media.attachment where collect_at <= $1 order by collect_at limit $3 for update skip locked))
     returning id, tenant, ${QUIET_AT} as "quietAt"`,
    [now, until, limit],
  );

/** Its objects are to be deleted once more. */
export async function collectAgain(sql: Sql, { id, quietAt }: LeasedDeletion): Promise<void> {
  await sql.query('update media.attachment set collect_at = $2 where id = $1', [id, quietAt]);
}

export async function forgetDeleted(sql: Sql, { id }: LeasedDeletion): Promise<void> {
  await sql.query('delete from media.attachment where id = $1', [id]);
}

/** How many are due by `now`, counted up to `most`. */
export async function countDue(sql: Sql, now: Date, most: number): Promise<number> {
  const [row] = await sql.query<{ due: number }>(
    'select count(*)::int as due from (select from media.attachment where collect_at <= $1 limit $2) due',
    [now, most],
  );
  return row!.due;
}
