import type { ConversationId, UserId } from '@parley/contracts/ids';
import type { Membership } from '@parley/log/members';
import type { Sql } from '@parley/runtime/database/sql';

/** More than this are not told apart. */
const MAX_UNREAD = 1_000;

/** For statements that have the head `h`, the viewer's membership `m` and read state `r`: messages of others after the position. */
export const UNREAD = `least(${MAX_UNREAD}, coalesce(r.unread, 0)
  + (h.messages - coalesce(r.messages, 0)) - (m.sent - coalesce(r.sent, 0)))`;

/** Newcomers begin at the head: what was said before they came is not news. The caller has locked the conversation. */
export async function beginReading(sql: Sql, conversation: ConversationId, people: readonly UserId[]): Promise<void> {
  await sql.query(
    `insert into conversations.read_state (conversation, person, tenant, seq, unread, messages, sent)
     select h.stream, m.person, h.tenant, h.seq, 0, h.messages, m.sent
     from log.stream_head h join log.stream_member m on m.stream = h.stream
     where h.stream = $1 and m.person = any ($2::uuid[])
     on conflict (conversation, person) do update
     set seq = excluded.seq, unread = 0, messages = excluded.messages, sent = excluded.sent`,
    [conversation, people],
  );
}

/**
 * Moves a member's position forward, at most to the head; one that is not beyond the present one changes nothing.
 * One statement sees one moment, so that the counts fit together without a lock.
 */
export async function moveReadState(sql: Sql, { conversation, viewer }: Membership, seq: number): Promise<void> {
  await sql.query(
    `insert into conversations.read_state as r (conversation, person, tenant, seq, unread, messages, sent)
     select h.stream, m.person, h.tenant, least($3::bigint, h.seq), later.messages, h.messages, m.sent
     from log.stream_head h
     join log.present_member m on m.stream = h.stream and m.person = $2
     cross join lateral (
       select count(*) as messages from (
         select from log.entry e
         where e.stream = h.stream and e.seq > $3 and e.type = 'MessageCreated' and e.actor <> m.person
         limit ${MAX_UNREAD}
       ) e
     ) later
     where h.stream = $1
     on conflict (conversation, person) do update
     set seq = excluded.seq, unread = excluded.unread, messages = excluded.messages, sent = excluded.sent
     where r.seq < excluded.seq`,
    [conversation, viewer.user, seq],
  );
}
