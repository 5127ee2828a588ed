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
import type { SendRequest } from '../transport/request.js';

type MessageActions = Pick<Conversation, 'edit' | 'delete' | 'react' | 'pin' | 'reactions'>;

/** What is done to messages: views hear of it as everybody does. */
export const messageActions = (request: SendRequest): MessageActions => ({
  async edit({ id, revision }, text) {
    try {
      return (await request(EditMessageDocument, { input: { messageId: id, expectedRevision: revision, text } }))
        .editMessage;
    } catch (error) {
      throw conflictOf(parleyError(error), text);
    }
  },
  async delete(messageId) {
    await request(DeleteMessageDocument, { messageId });
  },
  async react(messageId, emoji, on = true) {
    await (on
      ? request(AddReactionDocument, { messageId, emoji })
      : request(RemoveReactionDocument, { messageId, emoji }));
  },
  async pin(messageId, on = true) {
    await (on ? request(PinMessageDocument, { messageId }) : request(UnpinMessageDocument, { messageId }));
  },
  reactions: async (messageId) => (await request(MessageReactionsDocument, { id: messageId })).message?.reactions ?? [],
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
