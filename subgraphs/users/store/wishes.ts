import type { UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import type { Sql } from '@parley/database/sql';
import type { PresenceStatus } from '../domain/presence';

/** Keeps how somebody wants to be shown. Without a text, the one before stays. */
export async function keepWish(
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
 * Keeps the minute in which people were active, unless they want to be invisible; also in place of one that is yet to
 * come, which a clock that was ahead has left. Rows that somebody is changing are left out: their next sign of life will do.
 */
export async function keepLastActive(sql: Sql, users: readonly UserId[], now: Date): Promise<void> {
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
