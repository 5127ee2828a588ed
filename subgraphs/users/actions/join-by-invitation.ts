import { forbidden } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import { appendJoined } from '@parley/log/append-joined';
import { addMembers } from '@parley/log/members';
import { lockStreams } from '@parley/log/streams';
import type { Transaction } from '@parley/database/database';
import type { Context } from '../context';
import type { InvitationRow } from '../store/invitations';
import { countJoined, standingIn } from '../store/joining';

/**
 * Puts a person into the conversation of an invitation, if it has one and they are not in. Errors: FORBIDDEN for whoever was
 * removed since the invitation was made: another one lets them in; and where whoever made it may not add people any more.
 */
export async function joinByInvitation(
  tx: Transaction,
  context: Context,
  { invitation: { tenant, conversation, createdBy, createdAt }, person }: { invitation: InvitationRow; person: UserId },
): Promise<void> {
  if (!conversation) return;
  await lockStreams(tx, [conversation, person]);
  const standing = await standingIn(tx, { tenant, conversation, person, inviter: createdBy });
  if (!standing || standing.isMember) return;
  if (!standing.inviterMayAdd) throw forbidden('Whoever invited you may not add people to this conversation any more');
  if (standing.removedAt && standing.removedAt > createdAt)
    throw forbidden('You were removed from this conversation since; its owners and moderators can add you');
  const people = [person];
  await addMembers(tx, { conversation, people, role: 'MEMBER' });
  await countJoined(tx, conversation, people);
  await appendJoined(tx, context, { conversation, people, actor: createdBy ?? person });
}
