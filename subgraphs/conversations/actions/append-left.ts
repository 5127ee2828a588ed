import type { ConversationId, UserId } from '@parley/contracts/ids';
import { append } from '@parley/log/append';
import type { Transaction } from '@parley/database/database';
import type { Context } from '../context';

interface Leaving {
  conversation: ConversationId;
  person: UserId;
  /** Null: the operators. */
  actor: UserId | null;
}

/** Tells that a person is gone, of their own will or not, likewise. */
export async function appendLeft(
  tx: Transaction,
  context: Pick<Context, 'commits'>,
  { conversation, person, actor }: Leaving,
): Promise<void> {
  const removed = person !== actor;
  const [left] = await append(tx, context, [
    { stream: conversation, type: 'MemberLeft', actor, payload: { userId: person, removed } },
  ]);
  await append(tx, context, [
    {
      stream: person,
      type: 'MembershipEnded',
      actor,
      payload: { conversationId: conversation, seq: left!.seq, removed },
    },
  ]);
}
