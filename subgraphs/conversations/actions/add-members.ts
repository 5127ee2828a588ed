import { invalid } from '@parley/contracts/errors';
import type { ConversationId, UserId } from '@parley/contracts/ids';
import { addMembers as insertMembers, memberRoles, requireMember, requireRole } from '@parley/log/members';
import { appendJoined } from '@parley/log/append-joined';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { MAX_PEOPLE } from '../domain/conversation';
import { lockedConversation, withLockedConversation } from './locked-conversation';
import { KEEPERS } from '@parley/log/roles';
import { requirePeople } from '../store/people';
import { beginReading } from '../store/read-states';

interface Invitation {
  conversation: ConversationId;
  people: readonly UserId[];
}

/**
 * Puts people in as MEMBERs; who is in already stays as they are. Errors: NOT_FOUND, also if one of them is nobody of
 * this tenant; FORBIDDEN for others than OWNER and MODERATOR, and for a DIRECT; VALIDATION_FAILED for too many at once.
 */
export const addMembers = action(
  'addMembers',
  async (context: Context, { conversation, people: named }: Invitation): Promise<void> => {
    const { database, principal } = context;
    const { viewer } = requireRole(await requireMember(database, principal, conversation), KEEPERS);
    if (named.length > MAX_PEOPLE) throw invalid({ field: 'userIds', problem: `must be at most ${MAX_PEOPLE}` });
    const people = [...new Set(named)];
    await requirePeople(database, viewer, people);

    await withLockedConversation(context, { conversation, people, roles: KEEPERS }, async (tx) => {
      const present = await memberRoles(tx, conversation, people);
      const newcomers = people.filter((person) => !present.has(person));
      if (newcomers.length === 0) return;
      await insertMembers(tx, { conversation, people: newcomers, role: 'MEMBER' });
      (await lockedConversation(tx, conversation)).memberCount += newcomers.length;
      await beginReading(tx, conversation, newcomers);
      await appendJoined(tx, context, { conversation, people: newcomers, actor: viewer.user });
    });
  },
  { subject: ({ conversation }) => conversation },
);
