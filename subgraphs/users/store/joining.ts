import type { ConversationId, TenantId, UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';

/** Where a person stands in a conversation that an invitation is for. */
export interface Standing {
  isMember: boolean;
  /** When they were removed, unless somebody let them in again. */
  removedAt: Date | null;
  /** Whether whoever invites them may still add people there; the operators always may. */
  inviterMayAdd: boolean;
}

interface Invited {
  tenant: TenantId;
  conversation: ConversationId;
  person: UserId;
  /** Null: the operators. */
  inviter: UserId | null;
}

/** Undefined if there is no such conversation. The caller has locked it, so that this stays so. */
export async function standingIn(
  sql: Sql,
  { tenant, conversation, person, inviter }: Invited,
): Promise<Standing | undefined> {
  const [row] = await sql.query<Standing>(
    `select m.person is not null and m.left_at is null as "isMember", case when m.removed then m.left_at end as "removedAt",
       $4::uuid is null or exists (
         select from log.present_member by where by.stream = h.stream and by.person = $4
           and (h.public or by.role in ('OWNER', 'MODERATOR'))) as "inviterMayAdd"
     from log.stream_head h join conversations.shown_title c on c.id = h.stream
     left join log.stream_member m on m.stream = h.stream and m.person = $3
     where h.stream = $1 and h.tenant = $2`,
    [conversation, tenant, person, inviter],
  );
  return row;
}

/** Has the conversations subgraph count people who were put in. The caller has locked the conversation and added them. */
export async function countJoined(sql: Sql, conversation: ConversationId, people: readonly UserId[]): Promise<void> {
  await sql.query('select conversations.people_joined($1, $2::uuid[])', [conversation, people]);
}
