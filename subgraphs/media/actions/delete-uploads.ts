import type { UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';

const BATCH = 1_000;
const LEFT = 'from media.attachment where owner = $1 and deleted_at is null';
const DELETE = `select media.delete_attachments(array(select id ${LEFT} order by id limit ${BATCH})) as deleted`;

/** How many uploads of a person there are, wherever they are. */
export async function countUploads(sql: Sql, owner: UserId): Promise<number> {
  const [row] = await sql.query<{ uploads: number }>(`select count(*)::int as uploads ${LEFT}`, [owner]);
  return row!.uploads;
}

/** Deletes all uploads of a person, who has none in a message any more. Their objects follow, as those of any deleted one. */
export async function deleteUploads(sql: Sql, owner: UserId): Promise<void> {
  let deleted = BATCH;
  while (deleted === BATCH) deleted = (await sql.query<{ deleted: number }>(DELETE, [owner]))[0]!.deleted;
}
