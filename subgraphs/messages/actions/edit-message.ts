import { forbidden, ParleyError } from '@parley/contracts/errors';
import { requireNotMuted } from '@parley/log/sanctions';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { messageText, writtenText } from '../domain/text';
import { RevisionEntity, type Message } from '../store/entities';
import { countMentions } from '../store/unread';
import { changeMessage, rememberChanged, type Changed } from './change-message';
import { mentionedMembers } from './mentioned-members';

export interface EditMessage {
  messageId: string;
  expectedRevision: number;
  text: string;
}

/**
 * Replaces the text of one's own message; what it said before goes into its history.
 * Errors: NOT_FOUND, FORBIDDEN for another's message and for a member who is muted, VALIDATION_FAILED, and CONFLICT with `current` in the
 * extensions unless `expectedRevision` is the present one. The same text again changes nothing.
 */
export const editMessage = action(
  'editMessage',
  (context: Context, input: EditMessage): Promise<Changed> => {
    const text = messageText(input.text);
    return changeMessage(context, input.messageId, async ({ tx, message, membership }) => {
      if (message.author !== membership.viewer.user) throw forbidden('Only its author edits a message');
      if (membership.role === 'READER') throw forbidden('A reader may not edit');
      await requireNotMuted(tx, membership);
      if (message.deletedAt || message.revision !== input.expectedRevision) throw conflict(message);
      if (message.attachments.length === 0) writtenText(text);
      if (message.text === text) return undefined;
      const { conversation } = message;
      tx.em.create(RevisionEntity, {
        conversation,
        message: message.id,
        revision: message.revision,
        text: message.text,
        at: message.editedAt ?? message.createdAt,
      });
      message.text = text;
      const mentions = await mentionedMembers(tx, { conversation, text, before: message.mentions });
      await countMentions(tx, message, mentions);
      message.mentions = mentions;
      message.editedAt = new Date();
      message.revision += 1;
      return {
        stream: conversation,
        type: 'MessageEdited',
        actor: membership.viewer.user,
        payload: { messageId: message.id, revision: message.revision },
      };
    });
  },
  { subject: ({ messageId }) => messageId, remember: rememberChanged },
);

const conflict = ({ id, text, revision, updatedSeq, editedAt, deletedAt }: Message): ParleyError =>
  new ParleyError('CONFLICT', 'The message has been changed', {
    details: { current: { id, text, revision, updatedSeq, editedAt, deletedAt } },
  });
