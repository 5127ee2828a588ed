import { forbidden, invalid, notFound } from '@parley/contracts/errors';
import type { ConversationId, UserId } from '@parley/contracts/ids';
import { endMember, memberRoles } from '@parley/log/members';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { appendLeft } from './append-left';
import { lockedConversation, withLockedConversation } from './locked-conversation';
import { KEEPERS, mayRemove } from '@parley/log/roles';

interface Removal {
  conversation: ConversationId;
  person: UserId;
}

/**
 * Takes another person out. There is always an OWNER left: the one who does it, or those whom a MODERATOR can't remove.
 * Errors: NOT_FOUND, also if the person is no member; FORBIDDEN for a role that may not; VALIDATION_FAILED for oneself.
 */
export const removeMember = action(
  'removeMember',
  async (context: Context, { conversation, person }: Removal): Promise<void> => {
    const change = { conversation, people: [person], roles: KEEPERS };
    await withLockedConversation(context, change, async (tx, { viewer, role }) => {
      if (person === viewer.user) throw invalid({ field: 'userId', problem: 'is yourself: leave instead' });
      const theirs = (await memberRoles(tx, conversation, [person])).get(person);
      if (!theirs) throw notFound('Member');
      if (!mayRemove(role, theirs)) throw forbidden('Only an OWNER may remove an OWNER or MODERATOR');

      await endMember(tx, { conversation, person, removed: true });
      (await lockedConversation(tx, conversation)).memberCount -= 1;
      await appendLeft(tx, context, { conversation, person, actor: viewer.user });
    });
  },
  { subject: ({ conversation }) => conversation },
);
