import { forbidden } from '@parley/contracts/errors';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { changeMessage, rememberChanged, type Changed } from './change-message';
import { takeBack } from './take-back';

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
      return takeBack(tx, message, viewer.user);
    }),
  { subject: (messageId) => messageId, remember: rememberChanged },
);
