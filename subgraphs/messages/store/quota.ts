import type { TenantId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';

/** How many messages a tenant has sent today, and how many it may; undefined for one without a limit. */
export async function messagesToday(sql: Sql, tenant: TenantId): Promise<{ limit: number; used: number } | undefined> {
  const [row] = await sql.query<{ limit: number; used: number }>(
    `select l.most as "limit", messages.sent_today($1)::int as used from users.message_limits(array[$1::uuid]) l`,
    [tenant],
  );
  return row;
}

const KEPT_DAYS = 40;

/** Forgets the counts of days that are long over. */
export async function forgetCounts(sql: Sql): Promise<number> {
  const rows = await sql.query(
    `delete from messages.sent where day < (now() at time zone 'UTC')::date - ${KEPT_DAYS} returning 1`,
  );
  return rows.length;
}
