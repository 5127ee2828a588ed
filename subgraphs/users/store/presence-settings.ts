import type { UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import type { Sql } from '@parley/database/sql';
import type { PresenceStatus } from '../domain/presence';

/** Saves how somebody wants to be shown. Without a text, the stored one stays. */
export async function savePresence(
  sql: Sql,
  { tenant, user }: Pick<Viewer, 'tenant' | 'user'>,
  { status, text, now }: { status: PresenceStatus; text: string | null | undefined; now: Date },
): Promise<void> {
  await sql.query(
    `update users.account set presence = $3, presence_text = case when $4 then $5 else presence_text end,
       last_active_at = case when $3 = 'OFFLINE' then last_active_at else date_trunc('minute', $6::timestamptz) end
     where tenant = $1 and id = $2`,
    [tenant, user, status, text !== undefined, text ?? null, now],
  );
}

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
