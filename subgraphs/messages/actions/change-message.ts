import type { Position } from '@parley/contracts/position';
import { notFound, ParleyError } from '@parley/contracts/errors';
import type { NewEntry } from '@parley/contracts/events';
import { parseId, type MessageId } from '@parley/contracts/ids';
import { tenantOf, viewerOf } from '@parley/contracts/principal';
import { append } from '@parley/log/append';
import { lockedTransaction } from '@parley/log/streams';
import { membershipRequired, requireMember, type Membership } from '@parley/log/members';
import type { Transaction } from '@parley/database/database';
import type { Context } from '../context';
import { MessageEntity, type Message } from '../store/entities';
import { messagesById, readableMessage, type MessageRow } from '../store/messages';

export interface Change {
  tx: Transaction;
  /** Locked with its conversation until the commit. */
  message: Message;
  membership: Membership;
}

/** A message after a change, with a position of its conversation that is no newer. */
export interface Changed {
  message: MessageRow;
  position: Position;
}

export const rememberChanged = (context: Context, { message, position }: Changed): void =>
  context.remember(message, position);

/**
 * Changes one message of a conversation that the viewer is a member of: locks the conversation, proves membership, lets `work` change the row, appends the entry that
 * `work` gives (none: nothing changed), and returns the message as it is then.
 * Errors: NOT_FOUND for a message that the viewer may not read now, or that does not exist; FORBIDDEN for a reader of a
 * public channel who is no member.
 */
export async function changeMessage(
  context: Context,
  id: string,
  work: (change: Change) => Promise<NewEntry | undefined>,
): Promise<Changed> {
  const { messageId, conversation } = await find(context, id);
  const { database, principal } = context;
  await lockedTransaction(database, [conversation], async (tx) => {
    const membership = await requireMember(tx, principal, conversation).catch((error: unknown) => {
      throw error instanceof ParleyError && error.code === 'NOT_FOUND' ? notFound('Message') : error;
    });
    const message = await tx.em.findOneOrFail(MessageEntity, { conversation, id: messageId });
    const change = await work({ tx, message, membership });
    if (change) {
      const [entry] = await append(tx, context, [change]);
      message.updatedSeq = entry!.seq;
      // subscribers get nothing of a deleted message but the event, with the time of the deletion
      if (entry!.type === 'MessageDeleted') message.deletedAt = entry!.at;
    }
  });
  const { rows, positions } = await messagesById(database, tenantOf(principal), [messageId]);
  return { message: rows[0]!, position: positions.get(conversation)! };
}

/** Without a lock: whoever may not change it must not hold up those who may. */
async function find({ database, principal }: Context, id: string) {
  const messageId = parseId<MessageId>(id);
  const found = messageId && (await readableMessage(database, viewerOf(principal), messageId));
  if (!found) throw notFound('Message');
  if (!found.isMember) throw membershipRequired();
  return { messageId, conversation: found.conversation };
}
