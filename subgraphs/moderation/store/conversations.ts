import type { ConversationId, UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { maySee, type MemberRole } from '@parley/log/members';
import type { Sql } from '@parley/database/sql';
import type { Roles, TenantRole } from '../domain/moderators';

/** Whether an id is a person's of the viewer's tenant whom the viewer sees. */
export async function isPerson(sql: Sql, { tenant, user }: Viewer, person: UserId): Promise<boolean> {
  const [row] = await sql.query<{ found: boolean }>(
    `select conversations.is_person($1, $2) and ${maySee('$3::uuid', '$2::uuid')} as found`,
    [tenant, person, user],
  );
  return row!.found;
}

/** Who is OWNER after the only one; undefined if there is another OWNER, or nobody else. The caller has locked the conversation. */
export async function heirOf(sql: Sql, conversation: ConversationId, owner: UserId): Promise<UserId | undefined> {
  const [row] = await sql.query<{ heir: UserId | null }>('select conversations.heir_of($1, $2) as heir', [
    conversation,
    owner,
  ]);
  return row?.heir ?? undefined;
}

/** A member is none any more. The caller has locked the conversation. */
export async function countBanned(sql: Sql, conversation: ConversationId): Promise<void> {
  await sql.query('select conversations.member_banned($1)', [conversation]);
}

/** What a person is in a conversation and in its tenant; undefined for who is erased. */
export async function rolesOf(sql: Sql, conversation: ConversationId, person: UserId): Promise<Roles | undefined> {
  const [row] = await sql.query<{ tenant: TenantRole | null; member: MemberRole | null }>(
    `select users.tenant_role($2) as tenant,
       (select role from log.present_member where stream = $1 and person = $2) as member`,
    [conversation, person],
  );
  return row?.tenant ? { tenant: row.tenant, ...(row.member && { member: row.member }) } : undefined;
}

/** Whether it is a DIRECT, whose members never change. */
export async function isDirect(sql: Sql, conversation: ConversationId): Promise<boolean> {
  const [row] = await sql.query<{ direct: boolean }>('select conversations.is_direct($1) as direct', [conversation]);
  return row!.direct;
}
