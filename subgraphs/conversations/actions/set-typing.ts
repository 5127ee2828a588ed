import type { ConversationId } from '@parley/contracts/ids';
import { requireMember, requireRole } from '@parley/log/members';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { WRITERS } from '../domain/roles';

interface SetTyping {
  conversation: ConversationId;
  typing: boolean;
}

/**
 * Says that the viewer is typing, which ends by itself after some seconds, or is not. Nothing durable comes of it.
 * Errors: NOT_FOUND; FORBIDDEN for a READER, who can't send either.
 */
export const setTyping = action(
  'setTyping',
  async ({ database, principal, typing }: Context, { conversation, typing: isTyping }: SetTyping): Promise<void> => {
    const { viewer } = requireRole(await requireMember(database, principal, conversation), WRITERS);
    const typer = { conversation, person: viewer.user };
    await (isTyping ? typing.begin(typer) : typing.end([typer]));
  },
  { subject: ({ conversation }) => conversation },
);
