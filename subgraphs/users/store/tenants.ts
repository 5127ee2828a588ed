import type { TenantId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import type { SignUpPolicy } from '../domain/tenant';

/** Hard limits; null means unlimited. */
export interface TenantLimits {
  members: number | null;
  /** Sockets and streams that are open at once. */
  sockets: number | null;
  /** A day is one of UTC. */
  messagesPerDay: number | null;
  storageBytes: number | null;
}

export interface TenantRow {
  id: TenantId;
  slug: string;
  name: string;
  signUp: SignUpPolicy;
  emailDomains: string[];
  membersMayInvite: boolean;
  membersMayCreateChannels: boolean;
  requireTotp: boolean;
  retentionDays: number | null;
  limits: TenantLimits;
  suspendedAt: Date | null;
  suspendedBecause: string | null;
  createdAt: Date;
}

const COLUMNS = `t.id, t.slug, coalesce(t.name, t.slug) as name, upper(t.sign_up) as "signUp", t.email_domains as "emailDomains",
  t.members_may_invite as "membersMayInvite", t.members_may_create_channels as "membersMayCreateChannels",
  t.require_totp as "requireTotp", t.retention_days as "retentionDays",
  json_build_object('members', t.max_members, 'sockets', t.max_sockets, 'messagesPerDay', t.max_messages_per_day,
    'storageBytes', t.max_storage_bytes) as limits,
  t.suspended_at as "suspendedAt", t.suspended_because as "suspendedBecause", t.created_at as "createdAt"`;

export async function findTenant(sql: Sql, id: TenantId): Promise<TenantRow | undefined> {
  const [row] = await sql.query<TenantRow>(`select ${COLUMNS} from users.tenant t where t.id = $1`, [id]);
  return row;
}

export async function findTenantBySlug(sql: Sql, slug: string): Promise<TenantRow | undefined> {
  const [row] = await sql.query<TenantRow>(`select ${COLUMNS} from users.tenant t where t.slug = $1`, [slug]);
  return row;
}

export const listTenants = (sql: Sql): Promise<TenantRow[]> =>
  sql.query<TenantRow>(`select ${COLUMNS} from users.tenant t order by t.slug`);

/** Those that have any limit, and are open. */
export const listLimitedTenants = (sql: Sql): Promise<TenantRow[]> =>
  sql.query<TenantRow>(
    `select ${COLUMNS} from users.tenant t
     where num_nonnulls(t.max_members, t.max_sockets, t.max_messages_per_day, t.max_storage_bytes) > 0
       and t.suspended_at is null order by t.id`,
  );

/** People of the tenant: accounts that are open, without bots. */
export async function countMembers(sql: Sql, tenant: TenantId): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    'select count(*)::int as count from users.account where tenant = $1 and erased_at is null and not bot',
    [tenant],
  );
  return row!.count;
}

/** Owners who have an open account, beside one of them. The caller has locked the tenant. */
export async function hasOtherOwner(sql: Sql, { tenant, user }: { tenant: TenantId; user: string }): Promise<boolean> {
  const rows = await sql.query(
    `select from users.account where tenant = $1 and id <> $2 and role = 'OWNER' and erased_at is null and not bot limit 1`,
    [tenant, user],
  );
  return rows.length > 0;
}
