import type { ConversationId, MessageId, UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import type { Message } from './entities';

const FORGET = `
  with history as (
    delete from messages.revision where conversation = $1 and message = $2
  ), reactions as (
    delete from messages.reaction where conversation = $1 and message = $2
  ), thread as (
    update messages.message set reply_count = reply_count - 1 where conversation = $1 and id = $6 and reply_count > 0
  )
  select conversations.message_taken_back($1, $3, $4, $5::uuid[])`;

/**
 * Forgets what there is of a message elsewhere: its history, its reactions, its place among the replies of its thread and
 * among what people have not read. The caller has locked its conversation, and calls it once for a message.
 */
export async function forgetBelongings(sql: Sql, message: Message): Promise<void> {
  const { conversation, id, seq, author, mentions, thread = null } = message;
  await sql.query(FORGET, [conversation, id, seq, author, mentions, thread]);
}

/** A person's reactions in a conversation, `limit` at most. */
interface SomeReactions {
  conversation: ConversationId;
  person: UserId;
  limit: number;
}

/** Removes them. The caller has locked the conversation, and appends the entries. */
export const removeReactions = (
  sql: Sql,
  { conversation, person, limit }: SomeReactions,
): Promise<{ message: MessageId; emoji: string }[]> =>
  sql.query(
    `delete from messages.reaction where (conversation, message, emoji, person) in (
       select conversation, message, emoji, person from messages.reaction
       where conversation = $1 and person = $2 order by message, emoji limit $3)
     returning message, emoji`,
    [conversation, person, limit],
  );

/** Forgets what tells a repeated send of somebody from another one, also of what was deleted before. */
export async function forgetFingerprints(sql: Sql, conversation: ConversationId, author: UserId): Promise<void> {
  await sql.query(
    `update messages.message set fingerprint = '' where conversation = $1 and author = $2 and fingerprint <> ''`,
    [conversation, author],
  );
}

/** Forgets when somebody last sent in a conversation with slow mode. */
export async function forgetLastSent(sql: Sql, conversation: ConversationId, author: UserId): Promise<void> {
  await sql.query('delete from messages.last_sent where conversation = $1 and author = $2', [conversation, author]);
}
