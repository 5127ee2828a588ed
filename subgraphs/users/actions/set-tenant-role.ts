import { forbidden, ParleyError } from '@parley/contracts/errors';
import type { SessionId, UserId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import { setGuest } from '@parley/log/members';
import type { Transaction } from '@parley/database/database';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import type { TenantRole } from '../domain/tenant';
import type { Account } from '../store/entities';
import { endSessions } from '../store/sessions';
import { hasOtherOwner } from '../store/tenants';
import { lockOpenAccount } from './lock-account';
import { lockForAdmin } from './lock-tenant';

interface RoleChange {
  user: UserId;
  role: TenantRole;
}

/**
 * Changes somebody's role in the viewer's tenant. Whoever becomes a guest is signed out: nothing stays open that they may no
 * longer see. Errors: NOT_FOUND; FORBIDDEN for others than owners and admins, and for an admin who makes or changes an
 * owner; CONFLICT for the last owner, who stays one.
 */
export const setTenantRole = action(
  'setTenantRole',
  async ({ database, principal, revocations }: Context, { user, role }: RoleChange): Promise<void> => {
    const viewer = viewerOf(principal);
    const ended = await database.transaction(async (tx) => {
      const { admin } = await lockForAdmin(tx, viewer);
      const account = await lockOpenAccount(tx, { tenant: viewer.tenant, user });
      if (admin.role !== 'OWNER' && [account.role, role].includes('OWNER'))
        throw forbidden('Only owners may make owners, or change their role');
      return changeRole(tx, account, role);
    });
    await Promise.all(ended.map((session) => revocations.revoke(session)));
  },
  { subject: ({ user }) => user },
);

/** Tells which sessions ended. The caller has locked the tenant and the account. Errors: as `setTenantRole`. */
export async function changeRole(tx: Transaction, account: Account, role: TenantRole): Promise<SessionId[]> {
  const before = account.role;
  if (before === role) return [];
  const { id: user, tenant } = account;
  if (before === 'OWNER' && !(await hasOtherOwner(tx, { tenant, user })))
    throw new ParleyError('CONFLICT', 'Name another owner first');
  if (account.bot && role === 'OWNER') throw forbidden('A bot owns nothing');
  account.role = role;
  await setGuest(tx, user, role === 'GUEST');
  return role === 'GUEST' ? endSessions(tx, { tenant, user }) : [];
}
