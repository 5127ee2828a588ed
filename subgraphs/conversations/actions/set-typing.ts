import type { ConversationId } from '@parley/contracts/ids';
import { requireMember, requireRole } from '@parley/log/members';
import { requireNotMuted } from '@parley/log/sanctions';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { WRITERS } from '../domain/roles';

interface SetTyping {
  conversation: ConversationId;
  typing: boolean;
}

/**
 * Says that the viewer is typing, which ends by itself after some seconds, or is not. Nothing durable comes of it.
 * Errors: NOT_FOUND; FORBIDDEN for a READER, and for a muted member who begins: they can't send either.
 */
export const setTyping = action(
  'setTyping',
  async ({ database, principal, typing }: Context, { conversation, typing: isTyping }: SetTyping): Promise<void> => {
    const member = requireRole(await requireMember(database, principal, conversation), WRITERS);
    if (isTyping) await requireNotMuted(database, member);
    const typer = { conversation, person: member.viewer.user };
    await (isTyping ? typing.begin(typer) : typing.end([typer]));
  },
  { subject: ({ conversation }) => conversation },
);
