import type { ConversationId, UserId } from '@parley/contracts/ids';
import type { Principal } from '@parley/contracts/principal';
import { lockedTransaction } from '@parley/log/streams';
import { requireMember, requireRole, type Membership, type MemberRole } from '@parley/log/members';
import type { Database, Transaction } from '@parley/database/database';
import { ConversationEntity, type Conversation } from '../store/entities';

interface Change {
  conversation: ConversationId;
  /** The people whose own streams get an entry, too. */
  people?: readonly UserId[];
  /** The roles that may do it. */
  roles: readonly MemberRole[];
}

/**
 * Runs `work` with the conversation and the people's streams locked, all at once, for a member who may do it.
 * Authority is checked twice: before, so that an outsider locks nothing, and again once nobody can change it any more.
 * Errors: NOT_FOUND for whoever is no member; FORBIDDEN for a member of another role.
 */
export async function withLockedConversation<T>(
  { database, principal }: { database: Database; principal: Principal },
  { conversation, people = [], roles }: Change,
  work: (tx: Transaction, membership: Membership) => Promise<T>,
): Promise<T> {
  requireRole(await requireMember(database, principal, conversation), roles);
  return lockedTransaction(database, [conversation, ...people], async (tx) => {
    return work(tx, requireRole(await requireMember(tx, principal, conversation), roles));
  });
}

/** The conversation itself. The caller has locked its stream, so that nobody else changes it before the commit. */
export const lockedConversation = ({ em }: Transaction, id: ConversationId): Promise<Conversation> =>
  em.findOneOrFail(ConversationEntity, { id });
