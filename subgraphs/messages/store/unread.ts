import type { UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import type { Message } from './entities';

/** Counts a message for those whom it names from now on, instead of those whom it named. The caller has locked its conversation. */
export async function countMentions(sql: Sql, message: Message, mentions: readonly UserId[]): Promise<void> {
  const { conversation, seq, author, mentions: before } = message;
  await sql.query('select conversations.mentions_changed($1, $2, $3, $4::uuid[], $5::uuid[])', [
    conversation,
    seq,
    author,
    before,
    mentions,
  ]);
}
