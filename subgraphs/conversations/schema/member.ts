import { membershipId } from '@parley/contracts/ids';
import type { Context } from '../context';
import type { MemberRow } from '../store/members';
import type { ConversationMemberType } from './types';

export const memberType = (row: MemberRow): ConversationMemberType => ({
  id: membershipId(row.conversation, row.person),
  user: { id: row.person },
  role: row.role,
  joinedAt: row.joinedAt,
  lastReadSeq: row.lastReadSeq,
});

/** The member, present or former, or null where the conversation may not be seen. */
export async function referencedMember(
  { id }: { id: string },
  { loaders }: Context,
): Promise<ConversationMemberType | null> {
  const row = await loaders.member.load(id.toLowerCase());
  return row && memberType(row);
}
