import type { TenantId, UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import { SUSPENSION, USER_COLUMNS, type OwnCredentials, type Suspension, type UserRow } from './accounts';

/** Somebody at an OpenID provider. */
export interface Identity {
  tenant: TenantId;
  issuer: string;
  subject: string;
}

/** What of an account a sign-in needs. */
export type Linked = UserRow &
  Pick<OwnCredentials, 'credentialsVersion' | 'secondFactor'> & {
    emailVerified: boolean;
    suspension: Suspension | null;
  };

const LINKED = `${USER_COLUMNS}, a.credentials_version as "credentialsVersion", a.email_verified_at is not null as "emailVerified",
  exists (select from users.totp f where f.account = a.id and f.confirmed_at is not null) as "secondFactor",
  ${SUSPENSION} as suspension`;

/** The account that they have signed in to before. */
export async function findLinked(sql: Sql, { tenant, issuer, subject }: Identity): Promise<Linked | undefined> {
  const [row] = await sql.query<Linked>(
    `select ${LINKED} from users.identity i join users.account a on a.id = i.account
     join users.tenant t on t.id = a.tenant
     where i.tenant = $1 and i.issuer = $2 and i.subject = $3 and a.erased_at is null`,
    [tenant, issuer, subject],
  );
  return row;
}

export async function findByEmail(sql: Sql, tenant: TenantId, email: string): Promise<Linked | undefined> {
  const [row] = await sql.query<Linked>(
    `select ${LINKED} from users.account a join users.tenant t on t.id = a.tenant
     where a.tenant = $1 and a.email = $2 and a.erased_at is null for update of a`,
    [tenant, email],
  );
  return row;
}

export async function link(sql: Sql, { tenant, issuer, subject }: Identity, account: UserId): Promise<void> {
  await sql.query(
    `insert into users.identity (tenant, issuer, subject, account) values ($1, $2, $3, $4)
     on conflict (tenant, issuer, subject) do nothing`,
    [tenant, issuer, subject, account],
  );
}
