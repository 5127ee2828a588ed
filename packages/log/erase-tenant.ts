import type { TenantId } from '@parley/contracts/ids';
import { deleteInBatches } from '@parley/database/delete-in-batches';
import type { Sql } from '@parley/database/sql';

const OF_STREAMS = 'stream in (select stream from log.stream_head where tenant = $1)';

/** What belongs to its streams, and the heads at last: as long as they are there, another call finds what is left. */
const TABLES: readonly [table: string, where: string][] = [
  ['log.outbox', OF_STREAMS],
  ['log.dead_letter', OF_STREAMS],
  ['event_stream.dead_letter', OF_STREAMS],
  ['event_stream.record', OF_STREAMS],
];

/** Deletes the logs of a tenant, when nobody writes them any more. Returns how many entries they had. */
export async function eraseTenantLog(sql: Sql, tenant: TenantId): Promise<{ entries: number }> {
  const values = [tenant];
  for (const [table, where] of TABLES) await deleteInBatches(sql, { table, where, values });
  let entries = 0;
  for (let part = 0; part < 8; part++)
    entries += await deleteInBatches(sql, { table: `log.entry_${part}`, where: OF_STREAMS, values });
  await deleteInBatches(sql, { table: 'log.stream_member', where: 'tenant = $1', values });
  await deleteInBatches(sql, { table: 'log.stream_head', where: 'tenant = $1', values });
  return { entries };
}
