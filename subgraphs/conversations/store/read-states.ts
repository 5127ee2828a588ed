import type { ConversationId, UserId } from '@parley/contracts/ids';
import type { Membership } from '@parley/log/members';
import type { Sql } from '@parley/database/sql';

/** Counts above this are all shown as this. */
const MAX_COUNT = 1_000;

/** Messages after the position that were deleted since `r.unread` was counted: few conversations have any. */
const TAKEN_BACK = `case
  when r.seq < h.seq and exists (select from conversations.taken_back b where b.conversation = r.conversation)
  then conversations.taken_back_after(r.conversation, r.seq) - r.taken_back else 0 end`;

/** For statements that have the head `h`, a membership `m` and read state `r`: messages of others after the position. */
export const EVERY_UNREAD = `(r.unread + (h.messages - r.messages) - (m.sent - r.sent) - ${TAKEN_BACK})`;

/** Likewise, of the viewer, up to a bound. */
export const UNREAD = `least(${MAX_COUNT}, ${EVERY_UNREAD})`;

/** Likewise: those of them that name the viewer. */
export const MENTIONS = `least(${MAX_COUNT}, r.mentions + (m.mentioned - r.mentioned))`;

/** Newcomers begin at the head: what was said before they came is not news. The caller has locked the conversation. */
export async function beginReading(sql: Sql, conversation: ConversationId, people: readonly UserId[]): Promise<void> {
  await sql.query('select conversations.begin_reading($1, $2::uuid[])', [conversation, people]);
}

/** Moves a member's position forward, at most to the head. Returns whether it was not there yet. */
export async function moveReadState(sql: Sql, { conversation, viewer }: Membership, seq: number): Promise<boolean> {
  const [row] = await sql.query<{ moved: boolean }>('select conversations.move_read_state($1, $2, $3) as moved', [
    conversation,
    viewer.user,
    seq,
  ]);
  return row!.moved;
}

/** Forgets how far somebody has read anywhere. */
export async function forgetReading(sql: Sql, person: UserId): Promise<void> {
  await sql.query('delete from conversations.read_state where person = $1', [person]);
}
