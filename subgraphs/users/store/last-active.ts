import type { UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';

/**
 * Saves the minute in which people were active, unless they want to be invisible. It also replaces a minute in the future,
 * which a clock that was ahead has left. It skips rows that are locked: the next sign of life will do.
 */
export async function saveLastActive(sql: Sql, users: readonly UserId[], now: Date): Promise<void> {
  await sql.query(
    `update users.account set last_active_at = date_trunc('minute', $2::timestamptz) where id in (
       select id from users.account
       where id = any ($1::uuid[]) and presence <> 'OFFLINE'
         and (last_active_at is null or last_active_at < date_trunc('minute', $2::timestamptz)
           or last_active_at > $2::timestamptz + interval '1 minute')
       order by id for update skip locked)`,
    [users, now],
  );
}
