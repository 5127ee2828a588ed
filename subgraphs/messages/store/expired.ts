import type { ConversationId, TenantId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';

export interface Retention {
  tenant: TenantId;
  days: number;
}

/** Tenants that keep messages for a time only. */
export const retentions = (sql: Sql): Promise<Retention[]> => sql.query('select tenant, days from users.retentions()');

/** Conversations of a tenant whose oldest message that is left is older than `before`, and up to which position nothing is left. */
export const expiringConversations = (
  sql: Sql,
  { tenant, before, limit }: { tenant: TenantId; before: Date; limit: number },
): Promise<{ conversation: ConversationId; seq: number }[]> =>
  sql.query(
    `select h.stream as conversation, coalesce(x.seq, 0) as seq
     from log.stream_head h left join messages.expired x on x.conversation = h.stream
     cross join lateral (
       select m.created_at from messages.message m
       where m.conversation = h.stream and m.seq > coalesce(x.seq, 0) order by m.seq limit 1) oldest
     where h.tenant = $1 and oldest.created_at < $2 limit $3`,
    [tenant, before, limit],
  );

/** Nothing is left up to this position. */
export async function setExpired(sql: Sql, conversation: ConversationId, seq: number): Promise<void> {
  await sql.query(
    `insert into messages.expired as x (conversation, seq) values ($1, $2)
     on conflict (conversation) do update set seq = greatest(x.seq, excluded.seq)`,
    [conversation, seq],
  );
}
