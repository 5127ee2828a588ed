import type { Entry, NewEntry } from '@parley/contracts/events';
import type { ConversationId, UserId } from '@parley/contracts/ids';
import { append } from '@parley/log/append';
import type { Transaction } from '@parley/database/database';
import type { Context } from '../context';

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
  context: Context,
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
