import { forbidden } from '@parley/contracts/errors';
import type { ConversationId, MessageId } from '@parley/contracts/ids';
import { action } from '@parley/runtime/action';
import type { Context } from '../context';
import { ReactionEntity, RevisionEntity } from '../store/entities';
import { changeMessage, rememberChanged, type Changed } from './change-message';

/**
 * Takes a message's content away for good: text, history, mentions, attachments, reactions, its pin. Its place in
 * the conversation stays. Its author may, and whoever moderates. Errors: NOT_FOUND, FORBIDDEN. Twice is once.
 */
export const deleteMessage = action(
  'deleteMessage',
  (context: Context, messageId: string): Promise<Changed> =>
    changeMessage(context, messageId, async ({ tx, message, membership }) => {
      const { viewer, role } = membership;
      const moderates = role === 'OWNER' || role === 'MODERATOR';
      if (message.author !== viewer.user && !moderates)
        throw forbidden('Only its author or a moderator deletes a message');
      if (message.deletedAt) return undefined;
      const of = { conversation: message.conversation, message: message.id };
      await tx.em.nativeDelete(RevisionEntity, of);
      await tx.em.nativeDelete(ReactionEntity, of);
      if (message.thread)
        await tx.query(
          'update messages.message set reply_count = reply_count - 1 where conversation = $1 and id = $2 and reply_count > 0',
          [message.conversation, message.thread],
        );
      await tx.query('select conversations.message_taken_back($1, $2, $3, $4::uuid[])', [
        message.conversation,
        message.seq,
        message.author,
        message.mentions,
      ]);
      Object.assign(message, { text: '', mentions: [], attachments: [], pinnedAt: null, deletedAt: new Date() });
      return {
        stream: message.conversation as ConversationId,
        type: 'MessageDeleted',
        actor: viewer.user,
        payload: { messageId: message.id as MessageId },
      };
    }),
  { subject: (messageId) => messageId, remember: rememberChanged },
);
