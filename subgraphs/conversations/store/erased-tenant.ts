import type { TenantId } from '@parley/contracts/ids';
import { deleteInBatches } from '@parley/database/delete-in-batches';
import type { Sql } from '@parley/database/sql';

/** Deletes the conversations of a tenant. Returns how many. */
export async function deleteConversations(sql: Sql, tenant: TenantId): Promise<{ conversations: number }> {
  const streams = '(select stream from log.stream_head where tenant = $1)';
  const values = [tenant];
  const table = 'conversations.read_state';
  await deleteInBatches(sql, { table, where: `conversation in ${streams}`, values });
  const where = `id in ${streams}`;
  return { conversations: await deleteInBatches(sql, { table: 'conversations.conversation', where, values }) };
}
