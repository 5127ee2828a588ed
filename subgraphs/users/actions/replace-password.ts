import type { Transaction } from '@parley/database/database';
import type { Account } from '../store/entities';
import { dropMailedTokens } from '../store/mailed-tokens';
import { dropUnconfirmedTotp } from '../store/totp-secrets';

/**
 * Changes the password of a locked account. What somebody with the previous one began is over: sign-ins that have not
 * completed, links in mails, and a second factor that is not confirmed.
 */
export async function replacePassword(tx: Transaction, account: Account, passwordHash: string): Promise<void> {
  tx.em.assign(account, { passwordHash, credentialsVersion: account.credentialsVersion + 1 });
  await dropMailedTokens(tx, account.id);
  await dropUnconfirmedTotp(tx, account.id);
}
