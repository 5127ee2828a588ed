import type { TenantId } from '@parley/contracts/ids';
import type { TenantStores } from '@parley/subgraph/subgraph-module';
import { deleteObjects, keysOf } from '../store/objects';
import { forgetTenantUploads, rememberLateObjects, someUploadsOf } from '../store/tenant-uploads';

const BATCH = 100;

/**
 * Deletes the uploads of a tenant, objects before rows. Whoever still has an upload URL could write its object again: those are
 * deleted once more when no URL is good any more. Returns how many uploads it had.
 */
export async function deleteTenantUploads(
  { database, objects, cdn }: Pick<TenantStores, 'database' | 'objects' | 'cdn'>,
  tenant: TenantId,
): Promise<{ uploads: number }> {
  let uploads = 0;
  for (let more = BATCH; more === BATCH; uploads += more) {
    const some = await someUploadsOf(database, tenant, BATCH);
    await Promise.all(some.map((upload) => deleteObjects(objects, upload)));
    if (some.length > 0) await cdn.purge(some.flatMap(keysOf));
    await rememberLateObjects(database, some);
    await forgetTenantUploads(database, some);
    more = some.length;
  }
  return { uploads };
}
