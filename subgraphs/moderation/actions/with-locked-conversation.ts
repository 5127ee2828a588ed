import type { ConversationId, UserId } from '@parley/contracts/ids';
import { requireMember, requireRole, type Membership } from '@parley/log/members';
import { KEEPERS } from '@parley/log/roles';
import { lockedTransaction } from '@parley/log/streams';
import type { Transaction } from '@parley/database/database';
import type { Context } from '../context';

interface Change {
  conversation: ConversationId;
  /** The people whose own streams get an entry, too. */
  people?: readonly UserId[];
}

/**
 * Runs `work` with the conversation and the people's streams locked, for its OWNER and MODERATORs. Authority is checked
 * twice: before, so that an outsider locks nothing, and again once nobody can change it any more.
 * Errors: NOT_FOUND for whoever is no member; FORBIDDEN for a member of another role.
 */
export async function withLockedConversation<T>(
  { database, principal }: Pick<Context, 'database' | 'principal'>,
  { conversation, people = [] }: Change,
  work: (tx: Transaction, keeper: Membership) => Promise<T>,
): Promise<T> {
  requireRole(await requireMember(database, principal, conversation), KEEPERS);
  return lockedTransaction(database, [conversation, ...people], async (tx) =>
    work(tx, requireRole(await requireMember(tx, principal, conversation), KEEPERS)),
  );
}
