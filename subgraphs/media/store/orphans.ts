import type { AttachmentId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import type { Unsettled } from './attachments';
import type { Attachment } from './entities';

interface Batch {
  expiredBefore: Date;
  limit: number;
}

/**
 * Deletes a batch of uploads that were neither completed nor sent, in a transaction. Of several processes each takes others,
 * and one that is being completed or sent at this moment is left to that.
 */
export async function deleteOrphans(
  sql: Sql,
  { expiredBefore, limit }: Batch,
): Promise<Pick<Attachment, 'id' | 'tenant'>[]> {
  const orphans = await sql.query<Pick<Attachment, 'id' | 'tenant'>>(
    `select id, tenant from media.attachment
     where status = 'PENDING' and conversation is null and upload_expires_at < $1
     order by upload_expires_at limit $2 for update skip locked`,
    [expiredBefore, limit],
  );
  await sql.query('select media.delete_attachments($1::uuid[])', [orphans.map(({ id }) => id)]);
  return orphans;
}

/** Forgets uploads whose objects are gone. */
export async function forgetUploads(sql: Sql, ids: readonly AttachmentId[]): Promise<void> {
  await sql.query('delete from media.attachment where id = any ($1::uuid[])', [ids]);
}

/** Uploads that were sent in a message and never completed. */
export const findBroken = (sql: Sql, { expiredBefore, limit }: Batch): Promise<Unsettled[]> =>
  sql.query(
    `select id, tenant, conversation, status from media.attachment
     where status = 'PENDING' and conversation is not null and upload_expires_at < $1
     order by upload_expires_at limit $2`,
    [expiredBefore, limit],
  );

/**
 * Deletes a batch of uploads that have been in no message and no profile since `before`. What is sent at this moment is left to
 * that. Returns how many there were.
 */
export async function deleteIdle(sql: Sql, { before, limit }: { before: Date; limit: number }): Promise<number> {
  const [row] = await sql.query<{ deleted: number }>(
    `select media.delete_attachments(array(
       select id from media.attachment
       where conversation is null and not avatar and status in ('SCANNING', 'READY') and idle_since < $1
       order by idle_since limit $2 for update skip locked)) as deleted`,
    [before, limit],
  );
  return row!.deleted;
}
