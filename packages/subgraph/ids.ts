import { notFound } from '@parley/contracts/errors';
import { parseId, type ConversationId, type UserId } from '@parley/contracts/ids';

/** Errors: NOT_FOUND, as for any conversation that is not there. */
export function conversationIdOf(id: string): ConversationId {
  const conversation = parseId<ConversationId>(id);
  if (!conversation) throw notFound('Conversation');
  return conversation;
}

/** Errors: NOT_FOUND, as for anybody who is not there. */
export function userIdOf(id: string): UserId {
  const user = parseId<UserId>(id);
  if (!user) throw notFound('User');
  return user;
}
