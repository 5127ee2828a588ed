import type { NewEntry } from '@parley/contracts/events';
import type { ConversationId, MessageId, UserId } from '@parley/contracts/ids';
import type { InferEntity } from '@mikro-orm/core';
import type { Transaction } from '@parley/database/database';
import { ReactionEntity, RevisionEntity, type MessageEntity } from './entities';

/**
 * Takes the content of a message that is not deleted away for good: text, history, mentions, attachments, reactions, its
 * pin. Its place stays. The caller has locked its conversation, and appends the entry. `actor`: who did it; null: the operators.
 * What no other message has attached is released by the trigger of messages.message.
 */
export async function takeBack(
  tx: Transaction,
  message: InferEntity<typeof MessageEntity>,
  actor: UserId | null,
): Promise<NewEntry> {
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
    actor,
    payload: { messageId: message.id as MessageId },
  };
}
