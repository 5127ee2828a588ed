import type { AttachmentId, TenantId, UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import type { PresenceStatus } from '../domain/presence';
import type { TenantRole } from '../domain/tenant';

/** A person or bot as others may see it; the e-mail address is for themselves only. */
export interface UserRow {
  id: UserId;
  tenant: TenantId;
  email: string;
  displayName: string;
  /** One of its kind in the tenant. */
  handle: string;
  bio: string | null;
  locale: string;
  timeZone: string;
  avatar: AttachmentId | null;
  bot: boolean;
  scopes: string[];
  createdAt: Date;
  tenantRole: TenantRole;
  /** As what they want to be shown while they are connected. */
  chosenPresence: PresenceStatus;
  presenceText: string | null;
  /** To the minute. */
  lastActiveAt: Date | null;
}

export const USER_COLUMNS = `a.id, a.tenant, a.email, a.display_name as "displayName", a.handle, a.bio, a.locale,
  a.time_zone as "timeZone", a.avatar, a.bot, a.scopes, a.created_at as "createdAt", a.role as "tenantRole",
  a.presence as "chosenPresence", a.presence_text as "presenceText", a.last_active_at as "lastActiveAt"`;

export async function findUser(sql: Sql, tenant: TenantId, id: UserId): Promise<UserRow | undefined> {
  const [row] = await sql.query<UserRow>(
    `select ${USER_COLUMNS} from users.account a where a.tenant = $1 and a.id = $2`,
    [tenant, id],
  );
  return row;
}

/** What somebody proves who they are by. */
export interface OwnCredentials {
  passwordHash: string;
  secondFactor: boolean;
  /** Grows with each change of the password or of the second factor. */
  credentialsVersion: number;
}

const HAS_SECOND_FACTOR = 'exists (select from users.totp f where f.account = a.id and f.confirmed_at is not null)';
const CREDENTIALS = `a.password_hash as "passwordHash", a.credentials_version as "credentialsVersion",
  ${HAS_SECOND_FACTOR} as "secondFactor"`;

/** Why somebody may not sign in for now. */
export interface Suspension {
  of: 'tenant' | 'account';
  reason: string | null;
  until: string | null;
}

/** SQL: of the account `a` of the tenant `t`. */
export const SUSPENSION = `case
  when t.suspended_at is not null then json_build_object('of', 'tenant', 'reason', t.suspended_because, 'until', null)
  when a.suspended_at is not null and coalesce(a.suspended_until > now(), true)
    then json_build_object('of', 'account', 'reason', a.suspended_because, 'until', a.suspended_until) end`;

interface Credentials extends UserRow, OwnCredentials {
  /** Null where they may. */
  suspension: Suspension | null;
}

export async function findCredentials(
  sql: Sql,
  { tenant, email }: { tenant: string; email: string },
): Promise<Credentials | undefined> {
  const [row] = await sql.query<Credentials>(
    `select ${USER_COLUMNS}, ${CREDENTIALS}, ${SUSPENSION} as suspension
     from users.account a join users.tenant t on t.id = a.tenant
     where t.slug = $1 and a.email = $2 and a.erased_at is null and a.password_hash <> ''`,
    [tenant, email],
  );
  return row;
}

/** Of an account that is not closed. */
export async function findOwnCredentials(
  sql: Sql,
  { tenant, user }: { tenant: TenantId; user: UserId },
): Promise<OwnCredentials | undefined> {
  const [row] = await sql.query<OwnCredentials>(
    `select ${CREDENTIALS} from users.account a where a.tenant = $1 and a.id = $2 and a.erased_at is null`,
    [tenant, user],
  );
  return row;
}

/** How well an account is protected, for its person alone. */
export interface AccountSecurity {
  account: UserId;
  emailVerified: boolean;
  totpEnabled: boolean;
}

export const findSecurity = (sql: Sql, accounts: readonly UserId[]): Promise<AccountSecurity[]> =>
  sql.query<AccountSecurity>(
    `select a.id as account, a.email_verified_at is not null as "emailVerified", ${HAS_SECOND_FACTOR} as "totpEnabled"
     from users.account a where a.id = any ($1::uuid[])`,
    [accounts],
  );

/** Whom an operator means: an address of a tenant, or an id. Also finds whom an erasure that was broken off has closed. */
export async function findPerson(
  sql: Sql,
  { tenant, email, user }: { tenant?: string; email?: string; user?: string },
): Promise<{ tenant: TenantId; user: UserId } | undefined> {
  const [found] = await sql.query<{ tenant: TenantId; user: UserId }>(
    `select a.id as user, a.tenant from users.account a join users.tenant t on t.id = a.tenant
     where case when $3::uuid is null then t.slug = $1 and a.email = lower($2) else a.id = $3 end`,
    [tenant ?? null, email ?? null, user ?? null],
  );
  return found;
}
