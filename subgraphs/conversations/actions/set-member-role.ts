import { notFound, ParleyError } from '@parley/contracts/errors';
import type { ConversationId, UserId } from '@parley/contracts/ids';
import { append } from '@parley/log/append';
import { memberRoles, setRole, type MemberRole } from '@parley/log/members';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { othersOf } from '../store/members';
import { withLockedConversation } from './locked-conversation';

interface RoleChange {
  conversation: ConversationId;
  person: UserId;
  role: MemberRole;
}

/**
 * Errors: NOT_FOUND, also if the person is no member; FORBIDDEN for others than an OWNER, and for a DIRECT;
 * CONFLICT for the last OWNER, who stays one.
 */
export const setMemberRole = action(
  'setMemberRole',
  async (context: Context, { conversation, person, role }: RoleChange): Promise<void> => {
    await withLockedConversation(context, { conversation, roles: ['OWNER'] }, async (tx, { viewer }) => {
      const before = (await memberRoles(tx, conversation, [person])).get(person);
      if (!before) throw notFound('Member');
      if (before === role) return;
      // whoever does it is an OWNER, and stays one unless it is themselves
      if (person === viewer.user && !(await othersOf(tx, conversation, person)).owner)
        throw new ParleyError('CONFLICT', 'Name another OWNER first');

      await setRole(tx, { conversation, person, role });
      const entry = {
        stream: conversation,
        type: 'MemberRoleChanged',
        actor: viewer.user,
        payload: { userId: person },
      } as const;
      await append(tx, context, [entry]);
    });
  },
  { subject: ({ conversation }) => conversation },
);
