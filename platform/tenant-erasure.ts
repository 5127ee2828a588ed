import { setTimeout as pause } from 'node:timers/promises';
import type { TenantId } from '@parley/contracts/ids';
import { eraseTenantLog } from '@parley/log/erase-tenant';
import { eraseTraces } from '@parley/ports/audit/erase-tenant';
import type { Database } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { Settings } from '@parley/runtime/settings';
import { openFiles } from './files';
import { accounts, MODULES } from './modules';
import { openSearchStorage } from './search-storage';

interface Parts {
  settings: Settings;
  database: Database;
  logger: Logger;
}

/** Until all processes have refused its sessions, and what they had begun is through. */
const QUIET_MS = 2_000;

/**
 * Deletes a tenant while the platform serves others: suspends it, ends its sessions, and has each subgraph delete what it has
 * of it: objects, index documents, rows. If it fails, another call completes it. Returns how much of what it deleted.
 */
export async function eraseTenant(
  { settings, database, logger }: Parts,
  tenant: TenantId,
): Promise<Record<string, number>> {
  await accounts.tenants.suspend(database, tenant, 'It is being deleted');
  await pause(QUIET_MS);
  // those that began while it was suspended
  await accounts.tenants.suspend(database, tenant);
  const search = openSearchStorage({ settings, database, metrics: createMetrics() });
  const files = await openFiles({ settings, publicUrl: () => settings.PUBLIC_URL ?? 'http://localhost' });
  const erased: Record<string, number> = {};
  const count = (counts: Readonly<Record<string, number>>): void => {
    for (const [what, number] of Object.entries(counts)) erased[what] = (erased[what] ?? 0) + number;
  };
  try {
    const stores = { database, objects: files.objects, cdn: files.cdn, index: search.index };
    await eraseTraces(database, tenant);
    // each before those whose functions it calls: users, whom all others depend on, come last
    for (const { eraseTenant: erase } of [...MODULES].reverse()) if (erase) count(await erase(stores, tenant));
    count(await eraseTenantLog(database, tenant));
  } finally {
    await files.close();
    await search.close();
  }
  logger.info({ tenant, ...erased }, 'a tenant was deleted');
  return erased;
}
