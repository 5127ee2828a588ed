import type { NewEntry } from '@parley/contracts/events';
import type { UserId } from '@parley/contracts/ids';
import type { Transaction } from '@parley/database/database';
import type { Message } from '../store/entities';
import { forgetBelongings } from '../store/taken-back';

/**
 * Takes the content of a message that is not deleted away for good: text, history, mentions, attachments, reactions, its
 * pin. Its place stays. The caller has locked its conversation, and appends the entry. `actor`: who did it; null: the operators.
 * What no other message has attached is released by the trigger of messages.message.
 */
export async function takeBack(tx: Transaction, message: Message, actor: UserId | null): Promise<NewEntry> {
  await forgetBelongings(tx, message);
  Object.assign(message, { text: '', mentions: [], attachments: [], pinnedAt: null, deletedAt: new Date() });
  return { stream: message.conversation, type: 'MessageDeleted', actor, payload: { messageId: message.id } };
}
