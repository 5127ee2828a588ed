import type { ConversationId, MessageId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { isGuest, mayRead } from '@parley/log/members';
import type { Sql } from '@parley/database/sql';

/**
 * Where the viewer may read: in the conversations that it is a member of, and the public ones of its tenant. Of those
 * asked for, if any are; a foreign one contributes nothing. The two halves of `mayRead`, each by its own index.
 */
export async function searchableConversations(
  sql: Sql,
  { user, tenant }: Viewer,
  requested?: readonly ConversationId[],
): Promise<ConversationId[]> {
  const rows = await sql.query<{ stream: ConversationId }>(
    `select stream from log.present_member
     where person = $1 and tenant = $2 and ($3::uuid[] is null or stream = any ($3))
     union
     select stream from log.stream_head
     where public and tenant = $2 and not ${isGuest('$1')} and ($3::uuid[] is null or stream = any ($3))`,
    [user, tenant, requested ?? null],
  );
  return rows.map(({ stream }) => stream);
}

/**
 * Which of the hits may be shown at this moment. The index follows the log, and may be a moment behind: it may still
 * have what was deleted since, or what the viewer may no longer read.
 */
export async function showable(
  sql: Sql,
  { user, tenant }: Viewer,
  messages: readonly MessageId[],
): Promise<Set<MessageId>> {
  if (messages.length === 0) return new Set();
  const rows = await sql.query<{ id: MessageId }>(
    `select s.id from messages.searchable_message s
     join log.stream_head h on h.stream = s.conversation and h.tenant = s.tenant
     left join log.present_member m on m.stream = s.conversation and m.person = $1
     where s.tenant = $2 and s.id = any ($3::uuid[]) and s.text <> '' and ${mayRead('$1')}`,
    [user, tenant, messages],
  );
  return new Set(rows.map(({ id }) => id));
}
