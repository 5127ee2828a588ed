import { forbidden, ParleyError } from '@parley/contracts/errors';
import type { ConversationId, MessageId } from '@parley/contracts/ids';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { changeMessage, rememberChanged, type Change, type Changed } from './change-message';

/** Pins that one conversation may have. */
const MAX_PINNED = 50;

export interface SetPinned {
  messageId: string;
  pinned: boolean;
}

/**
 * Pins a message to its conversation, or takes the pin away. Errors: NOT_FOUND, FORBIDDEN to a reader, CONFLICT for
 * a deleted message, QUOTA_EXCEEDED beyond fifty. Twice is once.
 */
export const setPinned = action(
  'setPinned',
  (context: Context, { messageId, pinned }: SetPinned): Promise<Changed> =>
    changeMessage(context, messageId, async ({ tx, message, membership }) => {
      if (membership.role === 'READER') throw forbidden('A reader may not pin');
      if ((message.pinnedAt !== null) === pinned) return undefined;
      if (message.deletedAt) throw new ParleyError('CONFLICT', 'The message has been deleted');
      if (pinned) await requireRoom(tx, message);
      message.pinnedAt = pinned ? new Date() : null;
      return {
        stream: message.conversation as ConversationId,
        type: 'PinChanged',
        actor: membership.viewer.user,
        payload: { messageId: message.id as MessageId, pinned },
      };
    }),
  { subject: ({ messageId }) => messageId, remember: rememberChanged },
);

async function requireRoom(tx: Change['tx'], { conversation }: Change['message']): Promise<void> {
  const [found] = await tx.query<{ pins: number }>(
    'select count(*) as pins from messages.message where conversation = $1 and pinned_at is not null',
    [conversation],
  );
  if (found!.pins >= MAX_PINNED)
    throw new ParleyError('QUOTA_EXCEEDED', `A conversation has at most ${MAX_PINNED} pins`);
}
