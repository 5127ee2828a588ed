import { forbidden, ParleyError } from '@parley/contracts/errors';
import type { ConversationId, MessageId } from '@parley/contracts/ids';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { oneEmoji } from '../domain/emoji';
import { changeMessage, rememberChanged, type Changed } from './change-message';

/** Different emoji that one message may carry. */
const MAX_EMOJI = 50;

export interface SetReaction {
  messageId: string;
  emoji: string;
  added: boolean;
}

/**
 * Adds or removes the viewer's reaction. Errors: NOT_FOUND, FORBIDDEN to a reader, VALIDATION_FAILED for what is no
 * emoji, CONFLICT for a deleted message, QUOTA_EXCEEDED beyond fifty different emoji. Twice is once.
 */
export const setReaction = action(
  'setReaction',
  (context: Context, input: SetReaction): Promise<Changed> => {
    const emoji = oneEmoji(input.emoji);
    return changeMessage(context, input.messageId, async ({ tx, message, membership }) => {
      if (membership.role === 'READER') throw forbidden('A reader may not react');
      if (message.deletedAt) throw new ParleyError('CONFLICT', 'The message has been deleted');
      const of = [message.conversation, message.id, emoji, membership.viewer.user];
      const changed = await tx.query(input.added ? ADD : REMOVE, of);
      if (changed.length === 0) return undefined;
      if (input.added) await requireRoom(tx.query, of);
      return {
        stream: message.conversation as ConversationId,
        type: 'ReactionChanged',
        actor: membership.viewer.user,
        payload: { messageId: message.id as MessageId, emoji, added: input.added },
      };
    });
  },
  { subject: ({ messageId }) => messageId, remember: rememberChanged },
);

const ADD = `insert into messages.reaction (conversation, message, emoji, person) values ($1, $2, $3, $4)
  on conflict do nothing returning 1`;
const REMOVE = `delete from messages.reaction where conversation = $1 and message = $2 and emoji = $3 and person = $4
  returning 1`;

type Query = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

async function requireRoom(query: Query, [conversation, message]: string[]): Promise<void> {
  const [found] = await query<{ kinds: number }>(
    'select count(distinct emoji) as kinds from messages.reaction where conversation = $1 and message = $2',
    [conversation, message],
  );
  if (found!.kinds > MAX_EMOJI)
    throw new ParleyError('QUOTA_EXCEEDED', `A message has at most ${MAX_EMOJI} different reactions`);
}
