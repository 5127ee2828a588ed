import type { TenantId } from '@parley/contracts/ids';
import { deleteInBatches } from '@parley/database/delete-in-batches';
import type { Sql } from '@parley/database/sql';

const OF_CONVERSATIONS = 'conversation in (select stream from log.stream_head where tenant = $1)';

/** Deletes the messages of a tenant. Returns how many. */
export async function deleteMessages(sql: Sql, tenant: TenantId): Promise<{ messages: number }> {
  const values = [tenant];
  for (const table of ['messages.reaction', 'messages.revision', 'messages.expired'])
    await deleteInBatches(sql, { table, where: OF_CONVERSATIONS, values });
  for (const table of ['messages.sent', 'messages.last_sent'])
    await deleteInBatches(sql, { table, where: 'tenant = $1', values });
  return { messages: await deleteInBatches(sql, { table: 'messages.message', where: OF_CONVERSATIONS, values }) };
}
