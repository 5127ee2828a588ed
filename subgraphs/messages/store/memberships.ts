import { unauthenticated } from '@parley/contracts/errors';
import type { ConversationId, UserId } from '@parley/contracts/ids';
import type { Position } from '@parley/contracts/position';
import type { Viewer } from '@parley/contracts/principal';
import { readHeads, type Head } from '@parley/log/read';
import type { Sql } from '@parley/database/sql';

/** Where the log of a member's conversation is. */
export interface MembershipPosition extends Position {
  conversation: ConversationId;
  /** The first position whose entry is still kept. */
  firstSeq: number;
  /** Position of the MemberJoined that began the membership, if it began after that position; else null. */
  startedAt: number | null;
}

/** The conversations that somebody is a member of, and where their logs are; `since` is a position of the person's own log. */
export const memberships = (sql: Sql, { user, tenant }: Viewer, since: number): Promise<MembershipPosition[]> =>
  sql.query(
    `select m.stream as conversation, h.seq, h.epoch, h.first_seq as "firstSeq", own.started_at as "startedAt"
     from log.present_member m
     join log.stream_head h on h.stream = m.stream
     left join (
       select (payload ->> 'conversationId')::uuid as conversation, max((payload ->> 'seq')::bigint) as started_at
       from log.entry where stream = $1 and seq > $3 and type = 'MembershipStarted' group by 1
     ) own on own.conversation = m.stream
     where m.person = $1 and m.tenant = $2`,
    [user, tenant, since],
  );

/** Where somebody's own log is. */
export async function ownHead(sql: Sql, { user }: Viewer): Promise<Head> {
  const head = (await readHeads(sql, [user])).get(user);
  if (!head) throw unauthenticated();
  return head;
}

/** Where somebody is a member, or was one. */
export async function conversationsEverOf(sql: Sql, person: UserId): Promise<ConversationId[]> {
  const rows = await sql.query<{ stream: ConversationId }>(
    'select stream from log.stream_member where person = $1 order by stream',
    [person],
  );
  return rows.map(({ stream }) => stream);
}
