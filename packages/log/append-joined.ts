import type { Entry, NewEntry } from '@parley/contracts/events';
import type { ConversationId, UserId } from '@parley/contracts/ids';
import type { Transaction } from '@parley/database/database';
import { append, type Appending } from './append';

interface MembershipChange {
  conversation: ConversationId;
  people: readonly UserId[];
  /** The person who changes the membership. */
  actor: UserId;
}

/**
 * Tells that people came in: to those who are there, and then in their own streams, with its position, to themselves.
 * The caller has locked all of these streams.
 */
export async function appendJoined(
  tx: Transaction,
  context: Appending,
  { conversation, people, actor }: MembershipChange,
): Promise<void> {
  const joined = await append(
    tx,
    context,
    people.map((userId): NewEntry => ({ stream: conversation, type: 'MemberJoined', actor, payload: { userId } })),
  );
  const own = ({ seq, epoch }: Entry, n: number): NewEntry => ({
    stream: people[n]!,
    type: 'MembershipStarted',
    actor,
    payload: { conversationId: conversation, seq, epoch },
  });
  await append(tx, context, joined.map(own));
}
