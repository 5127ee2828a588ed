import type { TenantId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';

interface Warning {
  tenant: TenantId;
  quota: string;
  limit: number;
}

/** Takes a warning down. False if it was given before: for this limit, and of messages on this day of UTC. */
export async function noteWarning(sql: Sql, { tenant, quota, limit }: Warning): Promise<boolean> {
  const rows = await sql.query(
    `insert into users.quota_warning as w (tenant, quota, most, day)
     select $1, $2, $3, case when $2 = 'messagesPerDay' then (now() at time zone 'UTC')::date end
     on conflict (tenant, quota) do update set most = excluded.most, day = excluded.day, at = excluded.at
     where w.most <> excluded.most or w.day is distinct from excluded.day
     returning 1`,
    [tenant, quota, limit],
  );
  return rows.length > 0;
}

/** Forgets warnings of what is far from its limit again. */
export async function forgetWarnings(sql: Sql, tenant: TenantId, reached: readonly { quota: string }[]): Promise<void> {
  await sql.query('delete from users.quota_warning where tenant = $1 and quota <> all ($2::text[])', [
    tenant,
    reached.map(({ quota }) => quota),
  ]);
}

export interface TenantAdmin {
  email: string;
  displayName: string;
}

/** Owners and admins. */
export const adminsOf = (sql: Sql, tenant: TenantId): Promise<TenantAdmin[]> =>
  sql.query(
    `select email, display_name as "displayName" from users.account
     where tenant = $1 and role in ('OWNER', 'ADMIN') and erased_at is null and not bot order by id`,
    [tenant],
  );
