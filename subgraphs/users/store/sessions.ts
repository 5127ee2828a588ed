import { unauthenticated } from '@parley/contracts/errors';
import type { DeviceId, SessionId, TenantId, UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { hashToken, newOpaqueToken } from '@parley/identity/opaque-token';
import type { Transaction } from '@parley/database/database';
import type { Sql } from '@parley/database/sql';
import { v7 as newId } from 'uuid';
import type { DeviceDescription } from '../domain/device';
import { USER_COLUMNS, type UserRow } from './accounts';

export interface OpenSession {
  session: SessionId;
  device: DeviceId;
  refreshToken: string;
  /** They had other devices before, and this was none of them. */
  isNewDevice: boolean;
  /** Their tenant requires a second factor, and they have none. */
  enrolling: boolean;
}

interface NewSession {
  user: Pick<UserRow, 'id' | 'tenant'>;
  /** Of the account, when the person proved who they are. */
  credentialsVersion: number;
  device: DeviceDescription | undefined;
  refreshTokenDays: number;
}

/** SQL: whether the account `a` has to set up a second factor first; bots have none. */
const ENROLLS = `not a.bot and exists (select from users.tenant t where t.id = a.tenant and t.require_totp)
  and not exists (select from users.totp f where f.account = a.id and f.confirmed_at is not null)`;

/**
 * Waits for whoever closes the account, or changes its password or second factor, at the same moment: the session is there
 * before that, or not at all.
 */
const CREATE = `
  with open as (
    select a.id from users.account a join users.tenant t on t.id = a.tenant
    where a.id = $3 and a.erased_at is null and a.credentials_version = $11 and t.suspended_at is null
      and (a.suspended_at is null or a.suspended_until <= now())
      and not exists (select from users.suspicion where account = $3 and locked_at is not null) for share of a
  ), device as (
    insert into users.device as d (id, tenant, account, fingerprint, name, platform, push_token, last_seen_at)
    select $1, $2, open.id, $4, $5, $6, $7, now() from open
    on conflict (account, fingerprint) do update set
      name = coalesce(excluded.name, d.name), platform = coalesce(excluded.platform, d.platform),
      push_token = coalesce(excluded.push_token, d.push_token), last_seen_at = now()
    returning id
  ), session as (
    insert into users.session (id, tenant, account, device, expires_at)
    select $8, $2, $3, device.id, now() + make_interval(days => $9) from device
    returning id
  ), token as (
    insert into users.refresh_token (hash, session) select $10, session.id from session
  )
  select id, exists (select from users.device where account = $3)
      and not exists (select from users.device before where before.id = device.id) as "isNew",
    (select ${ENROLLS} from users.account a where a.id = $3) as enrolling
  from device`;

/**
 * Begins a family of refresh tokens on a device, which is found again by its fingerprint. Errors: UNAUTHENTICATED for an
 * account that was closed or suspended, or whose password or second factor changed since the proof.
 */
export async function createSession(
  sql: Sql,
  { user, credentialsVersion, device, refreshTokenDays }: NewSession,
): Promise<OpenSession> {
  const session = newId() as SessionId;
  const refreshToken = newOpaqueToken();
  const [row] = await sql.query<{ id: DeviceId; isNew: boolean; enrolling: boolean }>(CREATE, [
    newId(),
    user.tenant,
    user.id,
    device?.fingerprint ?? null,
    device?.name ?? null,
    device?.platform ?? null,
    device?.pushToken ?? null,
    session,
    refreshTokenDays,
    hashToken(refreshToken),
    credentialsVersion,
  ]);
  if (!row) throw unauthenticated('The account has changed; sign in again');
  return { session, device: row.id, refreshToken, isNewDevice: row.isNew, enrolling: row.enrolling };
}

/** A refresh token with the session that it belongs to, as the holder of both rows' locks sees them. */
export interface PresentedToken {
  session: SessionId;
  tenant: TenantId;
  user: UserId;
  device: DeviceId;
  /** The fingerprint of the device that the session is bound to. */
  fingerprint: string | null;
  used: boolean;
  /** Signed out, revoked, or not used for too long. */
  over: boolean;
}

/** Locks the token and its session until the end of the transaction: of two who present it at once, one sees it used. */
export async function lockPresented(tx: Transaction, refreshToken: string): Promise<PresentedToken | undefined> {
  const [row] = await tx.query<PresentedToken>(
    `select s.id as session, s.tenant, s.account as user, s.device, d.fingerprint, t.used_at is not null as used,
            (s.ended_at is not null or s.expires_at <= now() or exists (
              select from users.account a join users.tenant t on t.id = a.tenant where a.id = s.account
                and (t.suspended_at is not null or a.suspended_at is not null and coalesce(a.suspended_until > now(), true))
            )) as over
     from users.refresh_token t join users.session s on s.id = t.session join users.device d on d.id = s.device
     where t.hash = $1 for update of t, s`,
    [hashToken(refreshToken)],
  );
  return row;
}

const ROTATE = `
  with used as (
    update users.refresh_token set used_at = now() where hash = $1
  ), issued as (
    insert into users.refresh_token (hash, session) values ($2, $3)
  ), seen as (
    update users.device d set name = coalesce($5, name), platform = coalesce($6, platform),
      push_token = coalesce($7, push_token), last_seen_at = now()
    from users.session s where s.id = $3 and d.id = s.device
  )
  update users.session s set expires_at = now() + make_interval(days => $4)
  from users.account a where s.id = $3 and a.id = s.account
  returning ${USER_COLUMNS}, ${ENROLLS} as enrolling`;

/** Uses a locked token up and gives the next one of its family. */
export async function rotate(
  tx: Transaction,
  {
    refreshToken,
    presented,
    device,
    refreshTokenDays,
  }: {
    refreshToken: string;
    presented: PresentedToken;
    device: DeviceDescription | undefined;
    refreshTokenDays: number;
  },
): Promise<OpenSession & { user: UserRow }> {
  const next = newOpaqueToken();
  const [row] = await tx.query<UserRow & { enrolling: boolean }>(ROTATE, [
    hashToken(refreshToken),
    hashToken(next),
    presented.session,
    refreshTokenDays,
    device?.name ?? null,
    device?.platform ?? null,
    device?.pushToken ?? null,
  ]);
  const { enrolling, ...user } = row!;
  const { session, device: on } = presented;
  return { session, device: on, refreshToken: next, isNewDevice: false, enrolling, user };
}

interface EndedSessions {
  tenant: TenantId;
  user: UserId;
  /** Only this one; or only those of this device; without either, all. */
  session?: SessionId;
  device?: DeviceId;
}

/**
 * Ends sessions, and tells which: once that is committed, their access tokens have to be revoked. They end now, not when
 * the transaction began: who looks for what ended lately goes back only so far.
 */
export async function endSessions(sql: Sql, { tenant, user, session, device }: EndedSessions): Promise<SessionId[]> {
  const rows = await sql.query<{ id: SessionId }>(
    `update users.session set ended_at = clock_timestamp()
     where tenant = $1 and account = $2 and ended_at is null
       and ($3::uuid is null or id = $3) and ($4::uuid is null or device = $4)
     returning id`,
    [tenant, user, session ?? null, device ?? null],
  );
  return rows.map(({ id }) => id);
}

/** Ends all sessions of somebody but the one that they ask from; then as with `endSessions`. */
export async function endOtherSessions(sql: Sql, { tenant, user, session }: Viewer): Promise<SessionId[]> {
  const rows = await sql.query<{ id: SessionId }>(
    `update users.session set ended_at = clock_timestamp()
     where tenant = $1 and account = $2 and ended_at is null and id <> $3
     returning id`,
    [tenant, user, session],
  );
  return rows.map(({ id }) => id);
}

/** Likewise, those of a whole tenant. */
export async function endSessionsOfTenant(sql: Sql, tenant: TenantId): Promise<SessionId[]> {
  const rows = await sql.query<{ id: SessionId }>(
    'update users.session set ended_at = clock_timestamp() where tenant = $1 and ended_at is null returning id',
    [tenant],
  );
  return rows.map(({ id }) => id);
}

/** Ends the family of a refresh token that was presented as it must not be; then as with `endSessions`. */
export async function endFamily(sql: Sql, session: SessionId): Promise<SessionId> {
  await sql.query('update users.session set ended_at = clock_timestamp() where id = $1 and ended_at is null', [
    session,
  ]);
  return session;
}
