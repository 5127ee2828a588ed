import { forbidden, ParleyError } from '@parley/contracts/errors';
import type { ConversationId } from '@parley/contracts/ids';
import { requireNotMuted } from '@parley/log/sanctions';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { countPinned } from '../store/messages';
import { changeMessage, rememberChanged, type Change, type Changed } from './change-message';

/** Pins that one conversation may have. */
const MAX_PINNED = 50;

export interface SetPinned {
  messageId: string;
  pinned: boolean;
}

/**
 * Pins a message to its conversation, or takes the pin away. Errors: NOT_FOUND, FORBIDDEN to a reader and to a muted member, CONFLICT for
 * a deleted message, QUOTA_EXCEEDED beyond fifty. Twice is once.
 */
export const setPinned = action(
  'setPinned',
  (context: Context, { messageId, pinned }: SetPinned): Promise<Changed> =>
    changeMessage(context, messageId, async ({ tx, message, membership }) => {
      if (membership.role === 'READER') throw forbidden('A reader may not pin');
      await requireNotMuted(tx, membership);
      if ((message.pinnedAt !== null) === pinned) return undefined;
      if (message.deletedAt) throw new ParleyError('CONFLICT', 'The message has been deleted');
      if (pinned) await requireRoom(tx, message.conversation);
      message.pinnedAt = pinned ? new Date() : null;
      return {
        stream: message.conversation,
        type: 'PinChanged',
        actor: membership.viewer.user,
        payload: { messageId: message.id, pinned },
      };
    }),
  { subject: ({ messageId }) => messageId, remember: rememberChanged },
);

async function requireRoom(tx: Change['tx'], conversation: ConversationId): Promise<void> {
  if ((await countPinned(tx, conversation)) >= MAX_PINNED)
    throw new ParleyError('QUOTA_EXCEEDED', `A conversation has at most ${MAX_PINNED} pins`);
}
