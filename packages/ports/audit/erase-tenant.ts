import type { TenantId } from '@parley/contracts/ids';
import { deleteInBatches } from '@parley/database/delete-in-batches';
import type { Sql } from '@parley/database/sql';

/**
 * Deletes responses to idempotency keys of a tenant's people, and the addresses in what the audit trail has of them. Its rows
 * stay: each is a link of a chain, and has ids only.
 */
export async function eraseTraces(sql: Sql, tenant: TenantId): Promise<void> {
  const person = 'person in (select stream from log.stream_head where tenant = $1)';
  for (const table of ['idempotency.answer', 'search.renamed'])
    await deleteInBatches(sql, { table, where: person, values: [tenant] });
  await sql.query(
    'update audit.entry set address = null, address_salt = null where tenant = $1 and address is not null',
    [tenant],
  );
}
