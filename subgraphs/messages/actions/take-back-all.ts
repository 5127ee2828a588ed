import type { NewEntry } from '@parley/contracts/events';
import type { ConversationId, UserId } from '@parley/contracts/ids';
import { append } from '@parley/log/append';
import type { Commits } from '@parley/log/commits';
import { lockedTransaction } from '@parley/log/streams';
import type { Database, Transaction } from '@parley/database/database';
import { MessageEntity } from '../store/entities';
import { conversationsEverOf } from '../store/memberships';
import { forgetFingerprints, forgetLastSent, removeReactions } from '../store/taken-back';
import { takeBack } from './take-back';

interface Log {
  database: Database;
  commits: Commits;
}

/** Messages of one transaction, for which others wait who write in the conversation. */
const BATCH = 100;

interface Taking {
  /** Has locked the conversation. */
  tx: Transaction;
  commits: Commits;
  conversation: ConversationId;
  person: UserId;
}

type TakeSome = (taking: Taking) => Promise<number>;

/**
 * Takes back all that somebody ever said, and their reactions, a batch at a time: each is an event in its conversation's log.
 * They are in none of the conversations any more, so that nothing is added meanwhile. Returns how many messages.
 */
export async function takeBackAll({ database, commits }: Log, person: UserId): Promise<number> {
  const takeAll = async (conversation: ConversationId, take: TakeSome): Promise<number> => {
    let taken = 0;
    for (let batch = BATCH; batch === BATCH; taken += batch)
      batch = await lockedTransaction(database, [conversation], (tx) => take({ tx, commits, conversation, person }));
    return taken;
  };
  let messages = 0;
  for (const conversation of await conversationsEverOf(database, person)) {
    messages += await takeAll(conversation, takeMessages);
    await lockedTransaction(database, [conversation], async (tx) => {
      await forgetFingerprints(tx, conversation, person);
      await forgetLastSent(tx, conversation, person);
    });
    await takeAll(conversation, takeReactions);
  }
  return messages;
}

const takeMessages: TakeSome = async ({ tx, commits, conversation, person: author }) => {
  const found = await tx.em.find(
    MessageEntity,
    { conversation, author, deletedAt: null },
    { orderBy: { seq: 'asc' }, limit: BATCH },
  );
  const entries: NewEntry[] = [];
  for (const message of found) entries.push(await takeBack(tx, message, null));
  const placed = await append(tx, { commits }, entries);
  for (const [n, message] of found.entries())
    Object.assign(message, { updatedSeq: placed[n]!.seq, deletedAt: placed[n]!.at });
  return found.length;
};

const takeReactions: TakeSome = async ({ tx, commits, conversation, person }) => {
  const removed = await removeReactions(tx, { conversation, person, limit: BATCH });
  if (removed.length === 0) return 0;
  const placed = await append(
    tx,
    { commits },
    removed.map(({ message, emoji }) => ({
      stream: conversation,
      type: 'ReactionChanged',
      actor: null,
      payload: { messageId: message, emoji, added: false },
    })),
  );
  const ids = [...new Set(removed.map(({ message }) => message))];
  const changed = new Map((await tx.em.find(MessageEntity, { conversation, id: ids })).map((each) => [each.id, each]));
  for (const [n, { message }] of removed.entries()) changed.get(message)!.updatedSeq = placed[n]!.seq;
  return removed.length;
};
