import type { AttachmentId, TenantId, UserId } from '@parley/contracts/ids';
import type { Stores } from './settle-upload';
import { deleteObjects } from '../store/objects';

const BATCH = 100;
const FIND = `select id, tenant from media.attachment where owner = $1 order by id limit ${BATCH}`;

/** Deletes all that a person ever uploaded, and forgets it. The bytes go first: what is left by a crash is found again. */
export async function deleteUploads({ database, objects }: Stores, owner: UserId): Promise<number> {
  let deleted = 0;
  for (;;) {
    const uploads = await database.query<{ id: AttachmentId; tenant: TenantId }>(FIND, [owner]);
    for (const upload of uploads) await deleteObjects(objects, upload);
    await database.query('delete from media.attachment where id = any ($1::uuid[])', [uploads.map(({ id }) => id)]);
    deleted += uploads.length;
    if (uploads.length < BATCH) return deleted;
  }
}
