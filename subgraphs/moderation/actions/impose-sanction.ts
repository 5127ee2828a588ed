import { forbidden, invalid, notFound } from '@parley/contracts/errors';
import type { ConversationId, UserId } from '@parley/contracts/ids';
import { append } from '@parley/log/append';
import { banMember, setRole } from '@parley/log/members';
import { findSanctionOf, impose, type Sanction, type SanctionKind } from '@parley/log/sanctions';
import type { Transaction } from '@parley/database/database';
import { action } from '@parley/subgraph/action';
import { v7 as newId } from 'uuid';
import type { Context } from '../context';
import { maySanction } from '../domain/moderators';
import { countBanned, heirOf, isPerson, rolesOf } from '../store/conversations';
import { requireMayOverrule, withModerated } from './require-moderator';

interface NewSanction {
  conversation: ConversationId;
  person: UserId;
  kind: SanctionKind;
  reason: string | null;
  until: Date | null;
}

/** Characters. */
const MAX_REASON = 1_000;

/**
 * Mutes a person in a conversation, or bans them from it; a later sanction of the same kind replaces the former. A ban ends the
 * person's membership in the same transaction, and holds for people who are no members; the only OWNER hands over. Errors:
 * NOT_FOUND for a person whom the viewer does not see, and for a viewer who may not read the conversation; FORBIDDEN for a role that may
 * not, and where somebody above the viewer has imposed the former sanction; VALIDATION_FAILED for oneself, an `until` that has
 * passed, or a reason that is too long.
 */
export const imposeSanction = action(
  'sanction',
  async (context: Context, { conversation, person, kind, reason, until }: NewSanction): Promise<Sanction> => {
    if (until && until.getTime() <= Date.now()) throw invalid({ field: 'input.until', problem: 'has passed' });
    if (reason && [...reason].length > MAX_REASON)
      throw invalid({ field: 'input.reason', problem: `must have at most ${MAX_REASON} characters` });
    const locked = { conversation, people: [person] };
    return withModerated(context, locked, async (tx, { viewer, roles }) => {
      if (person === viewer.user) throw invalid({ field: 'input.userId', problem: 'is yourself' });
      const theirs = (await isPerson(tx, viewer, person)) && (await rolesOf(tx, conversation, person));
      if (!theirs) throw notFound('User');
      if (!maySanction(roles, theirs))
        throw forbidden('This person moderates, too: only who is above them may do this');
      const present = await findSanctionOf(tx, { conversation, person, kind });
      if (present) await requireMayOverrule(tx, roles, present);
      const sanction = { id: newId(), conversation, person, kind, reason, until, imposedBy: viewer.user };
      const imposed = await impose(tx, sanction);
      if (kind === 'BANNED' && theirs.member) {
        const ban = { conversation, person, actor: viewer.user };
        if (theirs.member === 'OWNER') await handOver(tx, context, ban);
        await endMembership(tx, context, ban);
      }
      const payload = { userId: person, kind, until: until?.toISOString() ?? null };
      const entry = { stream: conversation, type: 'MemberSanctioned', actor: viewer.user, payload } as const;
      await append(tx, context, [entry]);
      return imposed;
    });
  },
  { subject: ({ person }) => person },
);

interface Ban {
  conversation: ConversationId;
  person: UserId;
  actor: UserId;
}

/** There is always an OWNER left, if there is anybody. */
async function handOver(tx: Transaction, context: Context, { conversation, person, actor }: Ban): Promise<void> {
  const heir = await heirOf(tx, conversation, person);
  if (!heir) return;
  await setRole(tx, { conversation, person: heir, role: 'OWNER' });
  await append(tx, context, [{ stream: conversation, type: 'MemberRoleChanged', actor, payload: { userId: heir } }]);
}

/** As when a member is removed, but for the role: it is a MEMBER's if they return. */
async function endMembership(tx: Transaction, context: Context, { conversation, person, actor }: Ban): Promise<void> {
  await banMember(tx, { conversation, person });
  await countBanned(tx, conversation);
  const payload = { userId: person, removed: true };
  const [left] = await append(tx, context, [{ stream: conversation, type: 'MemberLeft', actor, payload }]);
  const ended = { conversationId: conversation, seq: left!.seq, removed: true };
  await append(tx, context, [{ stream: person, type: 'MembershipEnded', actor, payload: ended }]);
}
