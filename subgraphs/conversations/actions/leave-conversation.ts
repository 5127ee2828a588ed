import { forbidden, ParleyError } from '@parley/contracts/errors';
import type { ConversationId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import { endMember } from '@parley/log/members';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { appendLeft } from './append-membership';
import { ROLES } from '../domain/roles';
import { visibleConversations } from '../store/conversations';
import { withLockedConversation } from '../store/locked-conversation';
import { changeMemberCount, othersOf } from '../store/members';

/**
 * Takes the viewer out. Ownership never falls to somebody who was not asked: the last OWNER names another one first,
 * unless nobody else is there. Errors: NOT_FOUND; CONFLICT for that OWNER; FORBIDDEN for a DIRECT.
 */
export const leaveConversation = action(
  'leaveConversation',
  async (context: Context, conversation: ConversationId): Promise<void> => {
    const { user } = viewerOf(context.principal);
    await withLockedConversation(
      context,
      { conversation, people: [user], roles: ROLES },
      async (tx, { viewer, role }) => {
        const { kind } = (await visibleConversations(tx, viewer, [conversation])).get(conversation)!;
        if (kind === 'DIRECT') throw forbidden('The members of a direct conversation are fixed');
        const others = role === 'OWNER' ? await othersOf(tx, conversation, user) : undefined;
        if (others?.anybody && !others.owner) throw new ParleyError('CONFLICT', 'Name another OWNER before you leave');

        await endMember(tx, { conversation, person: user });
        await changeMemberCount(tx, conversation, -1);
        await appendLeft(tx, context, { conversation, person: user, actor: user });
      },
    );
  },
  { subject: (conversation) => conversation },
);
