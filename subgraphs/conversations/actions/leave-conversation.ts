import { forbidden, ParleyError } from '@parley/contracts/errors';
import type { ConversationId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import { endMember } from '@parley/log/members';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { appendLeft } from './append-left';
import { lockedConversation, withLockedConversation } from './locked-conversation';
import { ROLES } from '../domain/roles';
import { othersOf } from '../store/members';

/**
 * Takes the viewer out. Ownership never falls to somebody who did not agree: the last OWNER names another one first,
 * unless nobody else is there. Errors: NOT_FOUND; CONFLICT for that OWNER; FORBIDDEN for a DIRECT.
 */
export const leaveConversation = action(
  'leaveConversation',
  async (context: Context, id: ConversationId): Promise<void> => {
    const { user } = viewerOf(context.principal);
    await withLockedConversation(context, { conversation: id, people: [user], roles: ROLES }, async (tx, { role }) => {
      const conversation = await lockedConversation(tx, id);
      if (conversation.kind === 'DIRECT') throw forbidden('The members of a direct conversation are fixed');
      const others = role === 'OWNER' ? await othersOf(tx, id, user) : undefined;
      if (others?.anybody && !others.owner) throw new ParleyError('CONFLICT', 'Name another OWNER before you leave');

      await endMember(tx, { conversation: id, person: user });
      conversation.memberCount -= 1;
      await appendLeft(tx, context, { conversation: id, person: user, actor: user });
    });
  },
  { subject: (conversation) => conversation },
);
