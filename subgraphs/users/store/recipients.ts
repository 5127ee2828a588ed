import type { UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import type { RequestedLink } from './requested-links';

interface Recipient {
  account: UserId;
  /** The address to mail to. */
  email: string;
}

/** Of an account that is open, and a person's. */
const OPEN = 'a.erased_at is null and not a.bot';

/** Whom to mail a link to: nobody if there is no such account, or if it does not need the link any more. */
export async function findRecipient(sql: Sql, requested: RequestedLink): Promise<Recipient | undefined> {
  const [recipient] = await sql.query<Recipient>(...statementOf(requested));
  return recipient;
}

function statementOf(requested: RequestedLink): [string, unknown[]] {
  switch (requested.purpose) {
    case 'reset-password':
      return [
        `select a.id as account, a.email from users.account a join users.tenant t on t.id = a.tenant
         where t.slug = $1 and a.email = $2 and ${OPEN}`,
        [requested.tenant, requested.email],
      ];
    case 'verify-email':
      return [
        `select a.id as account, a.email from users.account a
         where a.id = $1 and a.email_verified_at is null and ${OPEN}`,
        [requested.account],
      ];
    case 'unlock-account':
      return [
        `select a.id as account, a.email from users.account a join users.suspicion s on s.account = a.id
         where a.id = $1 and s.locked_at is not null and ${OPEN}`,
        [requested.account],
      ];
    case 'change-email':
      // an address that has an account already gets no mail
      return [
        `select a.id as account, $2::text as email from users.account a
         where a.id = $1 and ${OPEN} and not exists (
           select from users.account other where other.tenant = a.tenant and other.email = $2)`,
        [requested.account, requested.email],
      ];
  }
}
