import type { UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import { deleteSomeUploads } from '../store/deleted-attachments';

const BATCH = 1_000;

/** Deletes all uploads of a person, who has none in a message any more. Their objects follow, as those of any deleted one. */
export async function deleteUploads(sql: Sql, owner: UserId): Promise<void> {
  let deleted = BATCH;
  while (deleted === BATCH) deleted = await deleteSomeUploads(sql, owner, BATCH);
}
