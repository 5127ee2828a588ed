import { forbidden, invalid } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import type { Transaction } from '@parley/database/database';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import type { Account } from '../store/entities';
import { lockOpenAccount } from './lock-account';
import { lockForAdmin } from './lock-tenant';
import { restore, suspend, type NewSuspension } from './set-suspension';

interface AccountSuspension extends NewSuspension {
  user: UserId;
  reason: string;
}

/** Characters. */
const MAX_REASON = 1_000;

/**
 * Suspends an account of the viewer's tenant: its sessions and those of its bots end, everywhere within a second, and signing in
 * is refused with the reason. Errors: NOT_FOUND; FORBIDDEN for others than owners and admins, and for an admin who suspends an
 * owner; VALIDATION_FAILED for oneself, an `until` that has passed, and a reason that is empty or too long.
 */
export const suspendAccount = action(
  'suspendAccount',
  async (context: Context, { user, reason, until }: AccountSuspension): Promise<void> => {
    const length = [...reason.trim()].length;
    if (length < 1 || length > MAX_REASON)
      throw invalid({ field: 'reason', problem: `must have 1 to ${MAX_REASON} characters` });
    if (until && until.getTime() <= Date.now()) throw invalid({ field: 'until', problem: 'has passed' });
    if (user === viewerOf(context.principal).user) throw invalid({ field: 'userId', problem: 'is yourself' });
    const suspension = { reason: reason.trim(), until };
    const ended = await changeAccount(context, user, (tx, account) => suspend(tx, account, suspension));
    await Promise.all(ended.map((session) => context.revocations.revoke(session)));
  },
  { subject: ({ user }) => user },
);

/** Ends a suspension; an account that is not suspended stays as it is. Errors: as `suspendAccount`. */
export const restoreAccount = action(
  'restoreAccount',
  (context: Context, user: UserId): Promise<void> =>
    changeAccount(context, user, async (tx, account) => restore(tx, account)),
  { subject: (user) => user },
);

/** Runs `change` with the account locked. */
const changeAccount = <T>(
  { database, principal }: Context,
  user: UserId,
  change: (tx: Transaction, account: Account) => Promise<T>,
): Promise<T> =>
  database.transaction(async (tx) => {
    const viewer = viewerOf(principal);
    const { admin } = await lockForAdmin(tx, viewer);
    const account = await lockOpenAccount(tx, { tenant: viewer.tenant, user });
    if (admin.role !== 'OWNER' && account.role === 'OWNER') throw forbidden('Only owners may do this to an owner');
    return change(tx, account);
  });
