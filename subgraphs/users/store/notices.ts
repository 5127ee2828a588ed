import type { UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import type { NoticeKind } from '../domain/account-mails';

interface Notice {
  account: UserId;
  kind: NoticeKind;
  at: Date;
  /** Instead of the account's address, and then it need not be proven. */
  to?: string;
}

const CLAIM = `
  with recipient as (
    select id, coalesce($4, email) as email from users.account
    where id = $1 and not bot and erased_at is null and ($4::text is not null or email_verified_at is not null)
  ), claimed as (
    insert into users.notice as n (account, kind, mailed_at) select id, $2, $3::timestamptz from recipient
    on conflict (account, kind) do update set mailed_at = excluded.mailed_at
      where n.mailed_at <= excluded.mailed_at - interval '1 hour'
    returning account
  )
  select recipient.email from recipient join claimed on claimed.account = recipient.id`;

/**
 * The address that is to be notified: the account's, if it was proven. Undefined where there is none, or where it was
 * notified of the same kind less than an hour before.
 */
export async function claimNotice(sql: Sql, { account, kind, at, to }: Notice): Promise<string | undefined> {
  const [row] = await sql.query<{ email: string }>(CLAIM, [account, kind, at, to ?? null]);
  return row?.email;
}
