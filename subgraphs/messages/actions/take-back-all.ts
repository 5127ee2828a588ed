import type { NewEntry } from '@parley/contracts/events';
import type { ConversationId, MessageId, UserId } from '@parley/contracts/ids';
import { append } from '@parley/log/append';
import type { Commits } from '@parley/log/commits';
import { lockStreams } from '@parley/log/streams';
import type { Database, Transaction } from '@parley/database/database';
import { MessageEntity } from '../store/entities';
import { takeBack } from '../store/take-back';

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
 * Takes back all that somebody ever said, and their reactions, a batch at a time: each is told in its conversation's log.
 * They are in none of the conversations any more, so that nothing is added meanwhile. Answers how many messages.
 */
export async function takeBackAll({ database, commits }: Log, person: UserId): Promise<number> {
  const been = await database.query<{ stream: ConversationId }>(
    'select stream from log.stream_member where person = $1 order by stream',
    [person],
  );
  const takeAll = async (conversation: ConversationId, take: TakeSome): Promise<number> => {
    let taken = 0;
    for (let batch = BATCH; batch === BATCH; taken += batch)
      batch = await database.transaction(async (tx) => {
        await lockStreams(tx, [conversation]);
        return take({ tx, commits, conversation, person });
      });
    return taken;
  };
  let messages = 0;
  for (const { stream } of been) {
    messages += await takeAll(stream, takeMessages);
    await takeAll(stream, takeReactions);
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
  // what tells a repeated send from another one, of what was deleted before as well
  await tx.query(
    `update messages.message set fingerprint = '' where conversation = $1 and author = $2 and fingerprint <> ''`,
    [conversation, author],
  );
  return found.length;
};

const REMOVE = `delete from messages.reaction where (conversation, message, emoji, person) in (
    select conversation, message, emoji, person from messages.reaction
    where conversation = $1 and person = $2 order by message, emoji limit ${BATCH})
  returning message, emoji`;

const takeReactions: TakeSome = async ({ tx, commits, conversation, person }) => {
  const removed = await tx.query<{ message: MessageId; emoji: string }>(REMOVE, [conversation, person]);
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
  await tx.query(
    `update messages.message m set updated_seq = placed.seq
     from (select message, max(seq) as seq from unnest($2::uuid[], $3::bigint[]) p(message, seq) group by message) placed
     where m.conversation = $1 and m.id = placed.message`,
    [conversation, removed.map(({ message }) => message), placed.map(({ seq }) => seq)],
  );
  return removed.length;
};
