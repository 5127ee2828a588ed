import type { SessionId, TenantId, UserId } from '@parley/contracts/ids';
import { closeStream } from '@parley/log/streams';
import type { Database } from '@parley/database/database';
import type { Sql } from '@parley/database/sql';
import { endSessions } from '../store/sessions';

export interface Person {
  tenant: TenantId;
  user: UserId;
}

/** Whom an operator means: an address of a tenant, or an id. Also finds whom an erasure that was broken off has closed. */
export async function findPerson(
  sql: Sql,
  { tenant, email, user }: { tenant?: string; email?: string; user?: string },
): Promise<Person | undefined> {
  const [found] = await sql.query<Person>(
    `select a.id as user, a.tenant from users.account a join users.tenant t on t.id = a.tenant
     where case when $3::uuid is null then t.slug = $1 and a.email = lower($2) else a.id = $3 end`,
    [tenant ?? null, email ?? null, user ?? null],
  );
  return found;
}

/**
 * Closes an account for good: all its sessions end, nobody signs in to it or finds it any more, and nobody puts its person
 * into a conversation. Twice is once.
 */
export const closeAccount = (database: Database, { tenant, user }: Person): Promise<SessionId[]> =>
  database.transaction(async (tx) => {
    await closeStream(tx, user);
    await tx.query('update users.account set erased_at = coalesce(erased_at, now()) where id = $1', [user]);
    return endSessions(tx, { tenant, user });
  });

/** Who is shown in the place of somebody who was erased: what others said to them still names them. */
const NOBODY = 'Deleted user';

const FORGET = [
  `update users.account set email = id::text, handle = id::text, password_hash = '', display_name = '${NOBODY}', search_name = '', bio = null,
     avatar = null, scopes = '{}', presence_text = null, last_active_at = null where id = $1`,
  `update users.device set fingerprint = null, name = null, platform = null, push_token = null where account = $1`,
  'delete from users.refresh_token where session in (select id from users.session where account = $1)',
  'delete from users.totp where account = $1',
  'delete from users.recovery_code where account = $1',
  'update audit.entry set address = null where actor = $1 and address is not null',
];

/** Forgets who the person of a closed account was. The rows of ended sessions stay until tokens of them have run out. */
export const forgetAccount = (database: Database, { user }: Person): Promise<void> =>
  database.transaction(async (tx) => {
    for (const statement of FORGET) await tx.query(statement, [user]);
  });
