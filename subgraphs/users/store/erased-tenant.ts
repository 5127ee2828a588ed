import type { TenantId } from '@parley/contracts/ids';
import { deleteInBatches } from '@parley/database/delete-in-batches';
import type { Sql } from '@parley/database/sql';

const OF_ACCOUNTS = 'account in (select id from users.account where tenant = $1)';
const OF_SESSIONS = 'session in (select id from users.session where tenant = $1)';

/** Others are deleted with the accounts that they refer to. */
const TABLES: readonly [table: string, where: string][] = [
  ['users.bot', 'tenant = $1'],
  ['users.refresh_token', OF_SESSIONS],
  ['users.session', 'tenant = $1'],
  ['users.device', 'tenant = $1'],
  ['users.totp', OF_ACCOUNTS],
  ['users.recovery_code', OF_ACCOUNTS],
  ['users.invitation_use', OF_ACCOUNTS],
  ['users.invitation', 'tenant = $1'],
  ['users.open_sockets', 'tenant = $1'],
  ['users.quota_warning', 'tenant = $1'],
];

/** Deletes everybody of a tenant, and the tenant at last. Returns how many accounts it had. */
export async function deleteTenant(sql: Sql, tenant: TenantId): Promise<{ accounts: number }> {
  const values = [tenant];
  for (const [table, where] of TABLES) await deleteInBatches(sql, { table, where, values });
  const accounts = await deleteInBatches(sql, { table: 'users.account', where: 'tenant = $1', values });
  await deleteInBatches(sql, { table: 'users.tenant', where: 'id = $1', values });
  return { accounts };
}
