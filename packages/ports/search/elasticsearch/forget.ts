import type { Client } from '@elastic/elasticsearch';
import type { TenantId } from '@parley/contracts/ids';
import { reached } from './client';

/** Milliseconds: a tenant may have millions of messages. */
const FORGET_MS = 600_000;

/** Removes everything of a tenant from these indices. Returns how many messages it were, in all of them. */
export async function forget(client: Client, indices: string, tenant: TenantId): Promise<number> {
  // what was just put is there to be found
  await reached(client.indices.refresh({ index: indices }));
  const { deleted } = await reached(
    client.deleteByQuery(
      { index: indices, query: { term: { tenant } }, conflicts: 'proceed', refresh: true },
      { requestTimeout: FORGET_MS },
    ),
  );
  return deleted ?? 0;
}
