import type { ConversationId, TenantId, UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';

/** Whether an id is a person's of this tenant. */
export async function isPerson(sql: Sql, tenant: TenantId, person: UserId): Promise<boolean> {
  const [row] = await sql.query<{ found: boolean }>('select conversations.is_person($1, $2) as found', [
    tenant,
    person,
  ]);
  return row!.found;
}

/** A member is none any more. The caller has locked the conversation. */
export async function countBanned(sql: Sql, conversation: ConversationId): Promise<void> {
  await sql.query('select conversations.member_banned($1)', [conversation]);
}
