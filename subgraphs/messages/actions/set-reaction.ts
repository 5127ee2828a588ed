import { forbidden, ParleyError } from '@parley/contracts/errors';
import { requireNotMuted } from '@parley/log/sanctions';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { oneEmoji } from '../domain/emoji';
import { ReactionEntity } from '../store/entities';
import { countOtherEmoji, type ReactionKey } from '../store/messages';
import { changeMessage, rememberChanged, type Change, type Changed } from './change-message';

/** Different emoji that one message may carry. */
const MAX_EMOJI = 50;

export interface SetReaction {
  messageId: string;
  emoji: string;
  added: boolean;
}

/**
 * Adds or removes the viewer's reaction. Errors: NOT_FOUND, FORBIDDEN to a reader and, for adding, to a muted member, VALIDATION_FAILED for what is no
 * emoji, CONFLICT for a deleted message, QUOTA_EXCEEDED beyond fifty different emoji. Twice is once.
 */
export const setReaction = action(
  'setReaction',
  (context: Context, input: SetReaction): Promise<Changed> => {
    const emoji = oneEmoji(input.emoji);
    return changeMessage(context, input.messageId, async ({ tx, message, membership }) => {
      if (membership.role === 'READER') throw forbidden('A reader may not react');
      if (input.added) await requireNotMuted(tx, membership);
      if (message.deletedAt) throw new ParleyError('CONFLICT', 'The message has been deleted');
      const key = { conversation: message.conversation, message: message.id, emoji, person: membership.viewer.user };
      const reaction = await tx.em.findOne(ReactionEntity, key);
      if (Boolean(reaction) === input.added) return undefined;
      if (reaction) tx.em.remove(reaction);
      else {
        await requireRoom(tx, key);
        tx.em.create(ReactionEntity, key);
      }
      return {
        stream: message.conversation,
        type: 'ReactionChanged',
        actor: membership.viewer.user,
        payload: { messageId: message.id, emoji, added: input.added },
      };
    });
  },
  { subject: ({ messageId }) => messageId, remember: rememberChanged },
);

/** Room for the emoji, whoever else gave it already. */
async function requireRoom(tx: Change['tx'], { conversation, message, emoji }: ReactionKey): Promise<void> {
  if ((await countOtherEmoji(tx, { conversation, message, emoji })) >= MAX_EMOJI)
    throw new ParleyError('QUOTA_EXCEEDED', `A message has at most ${MAX_EMOJI} different reactions`);
}
