import type { TenantId, UserId } from '@parley/contracts/ids';
import type { Transaction } from '@parley/database/database';
import type { Sql } from '@parley/database/sql';
import type { Familiarity, Points } from '../domain/suspicion';

interface Person {
  tenant: TenantId;
  user: UserId;
}

export interface SuspicionRow {
  points: Points;
  elapsedMs: number;
  locked: boolean;
  bot: boolean;
}

const ROW = `select s.points, extract(epoch from now() - s.scored_at)::float8 * 1000 as "elapsedMs",
    s.locked_at is not null as locked, a.bot
  from users.suspicion s join users.account a on a.id = s.account where s.account = $1`;

/** Undefined for an account without a row. */
export async function findSuspicion(sql: Sql, user: UserId): Promise<SuspicionRow | undefined> {
  const [row] = await sql.query<SuspicionRow>(ROW, [user]);
  return row;
}

/** Locks an open account and its row, which is inserted if it is missing; undefined for an account that is closed. */
export async function lockSuspicion(tx: Transaction, { tenant, user }: Person): Promise<SuspicionRow | undefined> {
  const open = await tx.query(
    'select from users.account where id = $1 and tenant = $2 and erased_at is null for no key update',
    [user, tenant],
  );
  if (open.length === 0) return undefined;
  await tx.query('insert into users.suspicion (account, tenant) values ($1, $2) on conflict (account) do nothing', [
    user,
    tenant,
  ]);
  const [row] = await tx.query<SuspicionRow>(`${ROW} for update of s`, [user]);
  return row;
}

export async function savePoints(tx: Transaction, user: UserId, points: Points): Promise<void> {
  await tx.query('update users.suspicion set points = $2, scored_at = now() where account = $1', [
    user,
    JSON.stringify(points),
  ]);
}

export async function slowDown(tx: Transaction, user: UserId, forMs: number): Promise<void> {
  await tx.query('update users.suspicion set slowed_until = now() + make_interval(secs => $2) where account = $1', [
    user,
    forMs / 1_000,
  ]);
}

/** Sign-ins in progress fail, because the version of the account's credentials changes. */
export async function lockAccountUntilUnlocked(tx: Transaction, user: UserId): Promise<void> {
  await tx.query('update users.account set credentials_version = credentials_version + 1 where id = $1', [user]);
  await tx.query('update users.suspicion set locked_at = now() where account = $1', [user]);
}

/** Unlocks an account, and resets its score. */
export async function unlock(tx: Transaction, user: UserId): Promise<void> {
  await tx.query(`update users.suspicion set locked_at = null, slowed_until = null, points = '{}' where account = $1`, [
    user,
  ]);
}

/** Resets the score. A lock stays. */
export async function clearPoints(sql: Sql, user: UserId): Promise<void> {
  await sql.query(`update users.suspicion set points = '{}', slowed_until = null where account = $1`, [user]);
}

/** Accounts that are slowed down. */
export async function findSlowed(sql: Sql): Promise<UserId[]> {
  const rows = await sql.query<{ account: UserId }>(
    'select account from users.suspicion where slowed_until > now() order by slowed_until desc limit 10000',
  );
  return rows.map(({ account }) => account);
}

const FAMILIARITY = `select
  exists (select from users.device where account = $1) as "hasDevices",
  exists (select from users.device where account = $1 and fingerprint = $2) as "knowsDevice",
  exists (select from users.known_network where account = $1) as "hasNetworks",
  exists (select from users.known_network where account = $1 and network = $3) as "knowsNetwork",
  (select extract(epoch from now() - max(last_seen_at))::float8 * 1000 from users.known_network
    where account = $1 and network <> $3) as "elsewhereMs"`;

/** `network`: empty if it is unknown; then it does not count as new. */
export async function findFamiliarity(
  sql: Sql,
  { user, fingerprint, network }: { user: UserId; fingerprint: string | undefined; network: string },
): Promise<Familiarity> {
  const [row] = await sql.query<Familiarity>(FAMILIARITY, [user, fingerprint ?? null, network]);
  return network === '' ? { ...row!, knowsNetwork: true } : row!;
}

/** Records that the account was signed in to from this network. */
export async function noteNetwork(sql: Sql, { tenant, user }: Person, network: string): Promise<void> {
  if (network === '') return;
  await sql.query(
    `insert into users.known_network as n (account, tenant, network) values ($1, $2, $3)
     on conflict (account, network) do update set last_seen_at = now()
       where n.last_seen_at < now() - interval '1 minute'`,
    [user, tenant, network],
  );
}
