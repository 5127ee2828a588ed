import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { invalid, ParleyError } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import type { Transaction } from '@parley/database/database';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import type { Account } from '../store/entities';
import { dropMailedTokens, takeMailedToken } from '../store/mailed-tokens';
import { lockOpenAccount } from './lock-account';
import { notifyAccount } from './notify-account';

const PURPOSES = ['verify-email', 'change-email'] as const;

/**
 * Follows the link of a mail: the address that it went to is proven, and becomes the account's if that was asked for.
 * Returns whose it is. Errors: VALIDATION_FAILED for a token that is unknown, expired or used; CONFLICT if somebody else has
 * got the address since.
 */
export const verifyEmail = action(
  'verifyEmail',
  async (context: Context, { token }: { token: string }): Promise<UserId> => {
    const {
      databases: { system: database },
      now,
    } = context;
    return database.transaction(async (tx) => {
      const taken = await takeMailedToken(tx, { token, purposes: PURPOSES, now: now() });
      if (!taken) throw invalid({ field: 'token', problem: 'is unknown, expired, or was used before' });
      const account = await lockOpenAccount(tx, taken);
      if (account.email !== taken.email) await replaceEmail(tx, context, { account, email: taken.email });
      account.emailVerifiedAt = now();
      await tx.em.flush();
      return account.id;
    });
  },
  { subject: (_, user) => user },
);

async function replaceEmail(
  tx: Transaction,
  context: Context,
  { account, email }: { account: Account; email: string },
): Promise<void> {
  const before = account.email;
  account.email = email;
  try {
    await tx.em.flush();
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException)
      throw new ParleyError('CONFLICT', 'This e-mail address cannot be used', { cause: error });
    throw error;
  }
  // those went to the previous address
  await dropMailedTokens(tx, account.id);
  await notifyAccount(tx, context, { account: account.id, kind: 'email-changed', to: before });
}
