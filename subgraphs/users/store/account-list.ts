import type { TenantId, UserId } from '@parley/contracts/ids';
import { searchName } from '@parley/subgraph/search-name';
import type { Sql } from '@parley/database/sql';
import { USER_COLUMNS, type UserRow } from './accounts';

export const ACCOUNT_STATUSES = ['ACTIVE', 'SUSPENDED', 'CLOSED'] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

/** An account as those who run the tenant see it. */
export interface AccountRow extends UserRow {
  status: AccountStatus;
  suspendedUntil: Date | null;
  /** When one of its devices last opened or renewed a session. */
  lastSeenAt: Date | null;
  searchName: string;
}

/** SQL: of the account `a`. */
const STATUS = `case when a.erased_at is not null then 'CLOSED'
  when a.suspended_at is not null and coalesce(a.suspended_until > now(), true) then 'SUSPENDED' else 'ACTIVE' end`;

const COLUMNS = `${USER_COLUMNS}, a.search_name as "searchName", ${STATUS} as status,
  case ${STATUS} when 'SUSPENDED' then a.suspended_until end as "suspendedUntil",
  (select max(d.last_seen_at) from users.device d where d.account = a.id) as "lastSeenAt"`;

interface AccountPage {
  tenant: TenantId;
  /** Part of a name or an address; all for an empty one. */
  query: string;
  status?: AccountStatus;
  first: number;
  /** Of the last account before. */
  after?: readonly [searchName: string, id: UserId];
}

/** Accounts of a tenant by name, bots among them: one more than `first`, if there are more. */
export const listAccounts = (sql: Sql, { tenant, query, status, first, after }: AccountPage): Promise<AccountRow[]> =>
  sql.query<AccountRow>(
    `select ${COLUMNS} from users.account a
     where a.tenant = $1 and ($2::text is null or ${STATUS} = $2)
       and ($3 = '%%' or a.search_name like $3 or a.email like $4)
       and ($5::text is null or (a.search_name, a.id) > ($5 collate "C", $6::uuid))
     order by a.search_name, a.id limit $7`,
    [
      ...[tenant, status ?? null, part(searchName(query)), part(query.toLowerCase())],
      ...[after?.[0] ?? null, after?.[1] ?? null, first + 1],
    ],
  );

export async function findAccount(sql: Sql, tenant: TenantId, id: UserId): Promise<AccountRow | undefined> {
  const [row] = await sql.query<AccountRow>(
    `select ${COLUMNS} from users.account a where a.tenant = $1 and a.id = $2`,
    [tenant, id],
  );
  return row;
}

const part = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
