import { invalid } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { dropMailedTokens, takeMailedToken } from '../store/mailed-tokens';
import { unlock } from '../store/suspicion';
import { lockOpenAccount } from './lock-account';

/**
 * Unlocks an account by the link of a mail. Returns the account. Errors: VALIDATION_FAILED for a token that is unknown,
 * expired or used.
 */
export const unlockAccount = action(
  'unlockAccount',
  async ({ databases, now }: Context, { token }: { token: string }): Promise<UserId> =>
    // only the token says whose account it is
    databases.system.transaction(async (tx) => {
      const taken = await takeMailedToken(tx, { token, purposes: ['unlock-account'], now: now() });
      if (!taken) throw invalid({ field: 'token', problem: 'is unknown, expired, or was used before' });
      const { id } = await lockOpenAccount(tx, taken);
      await dropMailedTokens(tx, id, 'unlock-account');
      await unlock(tx, id);
      return id;
    }),
  { subject: (_, user) => user },
);
