import { notFound } from '@parley/contracts/errors';
import type { ConversationId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { useInvitation } from '../store/invitations';
import { joinByInvitation } from './join-by-invitation';
import { lockOpenAccount } from './lock-account';

/**
 * Lets the viewer into the conversation of an invitation, and gives it; null if it has none. Again, it uses nothing up.
 * Errors: NOT_FOUND for one that is not valid any more, or is another tenant's or another address's; FORBIDDEN for somebody
 * who was removed from the conversation since the invitation was made.
 */
export const acceptInvitation = action(
  'acceptInvitation',
  async (context: Context, code: string): Promise<ConversationId | null> => {
    const viewer = viewerOf(context.principal);
    return context.database.transaction(async (tx) => {
      const account = await lockOpenAccount(tx, viewer);
      const invitation = await useInvitation(tx, { code, person: viewer.user });
      if (invitation?.tenant !== viewer.tenant || (invitation.email ?? account.email) !== account.email)
        throw notFound('Invitation');
      await joinByInvitation(tx, context, { invitation, person: viewer.user });
      return invitation.conversation;
    });
  },
);
