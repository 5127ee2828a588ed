import type { UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';

interface Batch {
  before: Date;
  limit: number;
}

/** Deletes a batch and says how many there were. What others hold locked waits for the next time. */
const deleting =
  (statement: string) =>
  async (sql: Sql, { before, limit }: Batch): Promise<number> =>
    (await sql.query(statement, [before, limit])).length;

/** Sessions that were ended, or ran out, before then; with all their refresh tokens. */
export const deleteOverSessions = deleting(
  `delete from users.session where id in (
     select id from users.session where least(expires_at, ended_at) < $1
     order by least(expires_at, ended_at) limit $2 for update skip locked)
   returning id`,
);

/** Refresh tokens used before then. Until then they are kept: who presents one again is a thief, or was stolen from. */
export const deleteUsedTokens = deleting(
  `delete from users.refresh_token where hash in (
     select hash from users.refresh_token where used_at < $1 order by used_at limit $2 for update skip locked)
   returning hash`,
);

/**
 * Devices that were last seen before then and have no session. A device that is signed in on at this moment is locked,
 * and then seen later.
 */
export const deleteStaleDevices = deleting(
  `delete from users.device where id in (
     select id from users.device d
     where last_seen_at < $1 and not exists (select from users.session s where s.device = d.id)
     order by last_seen_at limit $2 for update skip locked)
   returning id`,
);

/** Networks without a sign-in since then. */
export const deleteStaleNetworks = deleting(
  `delete from users.known_network where (account, network) in (
     select account, network from users.known_network where last_seen_at < $1
     order by last_seen_at limit $2 for update skip locked)
   returning account`,
);

/** Links of mails that expired before then. */
export const deleteExpiredLinks = deleting(
  `delete from users.mailed_token where hash in (
     select hash from users.mailed_token where expires_at < $1 order by expires_at limit $2 for update skip locked)
   returning hash`,
);

/** Invitations that expired before then. */
export const deleteExpiredInvitations = deleting(
  `delete from users.invitation where id in (
     select id from users.invitation where expires_at < $1 order by expires_at limit $2 for update skip locked)
   returning id`,
);

const FORGET = [
  'delete from users.invitation_use where account = $1',
  'delete from users.invitation where created_by = $1',
  'update users.device set fingerprint = null, name = null, platform = null, push_token = null where account = $1',
  'delete from users.refresh_token where session in (select id from users.session where account = $1)',
  'delete from users.known_network where account = $1',
  'delete from users.suspicion where account = $1',
  'delete from users.totp where account = $1',
  'delete from users.recovery_code where account = $1',
  'delete from users.mailed_token where account = $1',
  'delete from users.notice where account = $1',
  'delete from users.identity where account = $1',
  'update audit.entry set address = null, address_salt = null where actor = $1 and address is not null',
];

/** Deletes the data of a person besides the account: devices, second factors, refresh tokens, addresses. */
export async function forgetTraces(sql: Sql, user: UserId): Promise<void> {
  for (const statement of FORGET) await sql.query(statement, [user]);
}
