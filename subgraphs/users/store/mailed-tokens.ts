import type { TenantId, UserId } from '@parley/contracts/ids';
import { hashToken, newOpaqueToken } from '@parley/identity/opaque-token';
import type { Sql } from '@parley/database/sql';
import { LINK_LIFE_MS, type LinkPurpose } from '../domain/account-mails';

interface NewToken {
  account: UserId;
  purpose: LinkPurpose;
  /** The address that it is mailed to. */
  email: string;
  now: Date;
}

/** A token whose link was used. */
export interface MailedToken {
  user: UserId;
  tenant: TenantId;
  purpose: LinkPurpose;
  email: string;
}

interface Presented {
  token: string;
  purposes: readonly LinkPurpose[];
  now: Date;
}

/** A new token; the database keeps its hash. */
export async function issueMailedToken(sql: Sql, { account, purpose, email, now }: NewToken): Promise<string> {
  const token = newOpaqueToken();
  await sql.query(
    'insert into users.mailed_token (hash, account, purpose, email, expires_at) values ($1, $2, $3, $4, $5)',
    [hashToken(token), account, purpose, email, new Date(now.getTime() + LINK_LIFE_MS)],
  );
  return token;
}

/** Whether such a token would be taken. */
export async function isMailedToken(sql: Sql, { token, purposes, now }: Presented): Promise<boolean> {
  const rows = await sql.query(
    'select from users.mailed_token where hash = $1 and purpose = any ($2::text[]) and expires_at > $3',
    [hashToken(token), purposes, now],
  );
  return rows.length > 0;
}

/** Uses the token up. Undefined for one that is unknown, expired, or was used before. */
export async function takeMailedToken(sql: Sql, { token, purposes, now }: Presented): Promise<MailedToken | undefined> {
  const [row] = await sql.query<MailedToken>(
    `delete from users.mailed_token t using users.account a
     where t.hash = $1 and t.purpose = any ($2::text[]) and t.expires_at > $3 and a.id = t.account
     returning a.id as user, a.tenant, t.purpose, t.email`,
    [hashToken(token), purposes, now],
  );
  return row;
}

/** Makes links in earlier mails to the account useless; all of them, or those of one purpose. */
export async function dropMailedTokens(sql: Sql, account: UserId, purpose?: LinkPurpose): Promise<void> {
  await sql.query('delete from users.mailed_token where account = $1 and ($2::text is null or purpose = $2)', [
    account,
    purpose ?? null,
  ]);
}
