import { accounts } from '../modules';
import type { Database } from '@parley/database/database';
import type { TenantId, UserId } from '@parley/contracts/ids';
import type { ShownTenant } from '@parley/subgraph/accounts';
import type { Person } from '@parley/subgraph/subgraph-module';
import type { Logger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { withAuditedDatabase } from './audited';

/** The settings, the database and the log of a command of an operator. */
export interface Operating {
  settings: Settings;
  /** For all tenants. */
  database: Database;
  logger: Logger;
  /** Records in the audit trail what was done. */
  done(action: string, what: { tenant?: TenantId; subject?: UserId | TenantId }): void;
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs `work` on the database of the settings. */
export const operate = (work: (operating: Operating) => Promise<void>): Promise<void> =>
  withAuditedDatabase((database, record, context) =>
    work({ ...context, database, done: (action, what) => record({ action, ...what }) }),
  );

/** Errors: if there is no such tenant; the message says which there are. */
export async function tenantNamed({ database }: Operating, slug: string): Promise<ShownTenant> {
  const tenant = await accounts.tenants.find(database, slug.toLowerCase());
  if (tenant) return tenant;
  const others = (await accounts.tenants.list(database)).map((one) => one.slug);
  throw new Error(
    `there is no tenant ${slug}${others.length > 0 ? `: there are ${others.slice(0, 10).join(', ')}` : ''}`,
  );
}

/** Errors: if nobody of the tenant has this address. */
export async function personNamed({ database }: Operating, tenant: string, email: string): Promise<Person> {
  const person = await accounts.find(database, { tenant: tenant.toLowerCase(), email });
  if (!person) throw new Error(`nobody in ${tenant} has the address ${email}`);
  return person;
}
