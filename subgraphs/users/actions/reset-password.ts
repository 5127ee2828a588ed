import { invalid } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { newPassword } from '../domain/credentials';
import { isMailedToken, takeMailedToken } from '../store/mailed-tokens';
import { endSessions } from '../store/sessions';
import { unlock } from '../store/suspicion';
import { lockOpenAccount } from './lock-account';
import { notifyAccount } from './notify-account';
import { replacePassword } from './replace-password';

export interface ResetPassword {
  token: string;
  newPassword: string;
}

const outdated = () => invalid({ field: 'input.token', problem: 'is unknown, expired, or was used before' });

/**
 * Sets a password by the link of a mail, and ends all sessions. The link proves the address, as the link that unlocks a locked
 * account does, so it unlocks the account, too. Returns the account. Errors: VALIDATION_FAILED.
 */
export const resetPassword = action(
  'resetPassword',
  async (context: Context, input: ResetPassword): Promise<UserId> => {
    const {
      databases: { system: database },
      now,
    } = context;
    const password = newPassword(input.newPassword, 'input.newPassword');
    const presented = { token: input.token, purposes: ['reset-password'] as const, now: now() };
    // a guess must not cost as much as hashing
    if (!(await isMailedToken(database, presented))) throw outdated();
    const passwordHash = await context.passwords.hash(password);
    const { user, ended } = await database.transaction(async (tx) => {
      const taken = await takeMailedToken(tx, presented);
      if (!taken) throw outdated();
      const account = await lockOpenAccount(tx, taken);
      await replacePassword(tx, account, passwordHash);
      if (account.email === taken.email) account.emailVerifiedAt ??= now();
      await tx.em.flush();
      await unlock(tx, taken.user);
      await notifyAccount(tx, context, { account: taken.user, kind: 'password-changed' });
      return { user: taken.user, ended: await endSessions(tx, taken) };
    });
    await Promise.all(ended.map((each) => context.revocations.revoke(each)));
    return user;
  },
  { subject: (_, user) => user },
);
