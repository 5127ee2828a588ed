import type { TenantId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import { countMembers } from './tenants';

/** What a tenant has of what may be limited. */
export interface TenantUsage {
  members: number;
  sockets: number;
  /** Of this day of UTC. */
  messagesToday: number;
  storageBytes: number;
}

/** As each subgraph that spends it counts it, and publishes it. */
export async function usageOf(sql: Sql, tenant: TenantId): Promise<TenantUsage> {
  const [row] = await sql.query<Omit<TenantUsage, 'members'>>(
    `select users.sockets_open($1) as sockets, messages.sent_today($1)::int as "messagesToday", media.stored_bytes($1)::float8 as "storageBytes"`,
    [tenant],
  );
  return { ...row!, members: await countMembers(sql, tenant) };
}
