import type { Conversation } from '../api.js';
import { EditConflict, type ParleyError, parleyError } from '../errors.js';
import {
  AddReactionDocument,
  DeleteMessageDocument,
  EditMessageDocument,
  MessageReactionsDocument,
  PinMessageDocument,
  RemoveReactionDocument,
  UnpinMessageDocument,
} from '../generated/graphql.js';
import type { Ask } from '../transport/ask.js';

type MessageActions = Pick<Conversation, 'edit' | 'delete' | 'react' | 'pin' | 'reactions'>;

/** What is done to messages: views hear of it as everybody does. */
export const messageActions = (ask: Ask): MessageActions => ({
  async edit({ id, revision }, text) {
    try {
      return (await ask(EditMessageDocument, { input: { messageId: id, expectedRevision: revision, text } }))
        .editMessage;
    } catch (error) {
      throw conflictOf(parleyError(error), text);
    }
  },
  async delete(messageId) {
    await ask(DeleteMessageDocument, { messageId });
  },
  async react(messageId, emoji, on = true) {
    await (on ? ask(AddReactionDocument, { messageId, emoji }) : ask(RemoveReactionDocument, { messageId, emoji }));
  },
  async pin(messageId, on = true) {
    await (on ? ask(PinMessageDocument, { messageId }) : ask(UnpinMessageDocument, { messageId }));
  },
  reactions: async (messageId) => (await ask(MessageReactionsDocument, { id: messageId })).message?.reactions ?? [],
});

interface Current {
  readonly text: string;
  readonly revision: number;
  readonly deletedAt: string | null;
}

function conflictOf(error: ParleyError, mine: string): ParleyError {
  const current = error.extensions['current'] as Current | undefined;
  if (error.code !== 'CONFLICT' || !current) return error;
  const { text: theirs, revision, deletedAt } = current;
  return new EditConflict(error, { mine, theirs, revision, deleted: deletedAt !== null });
}
