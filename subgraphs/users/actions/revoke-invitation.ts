import { LockMode } from '@mikro-orm/core';
import { notFound } from '@parley/contracts/errors';
import { parseId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { isAdmin } from '../domain/tenant';
import { InvitationEntity } from '../store/entities';
import { lockOpenAccount } from './lock-account';

/** Ends an invitation. Again, it changes nothing. Errors: NOT_FOUND for one that is neither the viewer's nor of a tenant that they run. */
export const revokeInvitation = action(
  'revokeInvitation',
  async ({ database, principal, now }: Context, id: string): Promise<boolean> => {
    const viewer = viewerOf(principal);
    if (!parseId(id)) throw notFound('Invitation');
    await database.transaction(async (tx) => {
      const { role } = await lockOpenAccount(tx, viewer);
      const { tenant } = viewer;
      const lock = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
      const invitation = await tx.em.findOne(InvitationEntity, { id, tenant }, lock);
      if (!invitation || !(isAdmin(role) || invitation.createdBy === viewer.user)) throw notFound('Invitation');
      invitation.revokedAt ??= now();
    });
    return true;
  },
  { subject: (id) => id },
);
