import type { Database } from '@parley/database/database';
import type { JobQueue, RunJob } from '@parley/ports/jobs/jobs';
import type { Mailer } from '@parley/ports/mail/mailer';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { Quota } from '@parley/contracts/errors';
import { adminsOf, forgetWarnings, noteWarning, type TenantAdmin } from '../store/quota-warnings';
import { listLimitedTenants, type TenantRow } from '../store/tenants';
import { usageOf, type TenantUsage } from '../store/usage';

interface Options {
  database: Database;
  /** Without it, nobody is sent a mail. */
  mailer?: Mailer;
  logger: Logger;
  metrics?: Metrics;
}

/** Every minute, in one process. */
export const QUOTAS_QUEUE: JobQueue = {
  name: 'users-quotas',
  cron: '* * * * *',
  retries: 3,
  retryDelaySeconds: 5,
  expireSeconds: 300,
};

/** Part of a limit from which on owners and admins are warned. */
const WARN_AT = 0.8;

const WORDS: Readonly<Record<Quota, string>> = {
  members: 'members',
  sockets: 'open connections',
  messagesPerDay: 'messages of today',
  storageBytes: 'bytes of uploads',
};

/**
 * Warns the owners and admins of each tenant that has used 80 % of a limit, by mail and in the log: once for each day of
 * messages, and for the others once until less is used again, or the limit is changed.
 */
export function quotaWarner({ database, mailer, logger, metrics = createMetrics() }: Options): RunJob<null> {
  const warned = metrics.counter({
    name: 'parley_tenant_quota_warnings_total',
    help: 'Tenants that reached 80 % of a limit, by quota: members, sockets, messagesPerDay or storageBytes',
    labels: ['quota'],
  });

  async function warn(tenant: TenantRow, reached: Reached): Promise<void> {
    const isNew = await database.transaction(async (tx) => {
      if (!(await noteWarning(tx, { tenant: tenant.id, ...reached }))) return false;
      for (const admin of await adminsOf(tx, tenant.id)) await mailer?.post(tx, mailTo(admin, tenant, reached));
      return true;
    });
    if (!isNew) return;
    warned.add(1, { quota: reached.quota });
    logger.warn({ tenant: tenant.id, slug: tenant.slug, ...reached }, 'a tenant has used 80 % of a limit');
  }

  return async (_, isStopping) => {
    for (const tenant of await listLimitedTenants(database)) {
      if (isStopping()) return;
      const reached = reachedBy(tenant, await usageOf(database, tenant.id));
      await forgetWarnings(database, tenant.id, reached);
      for (const one of reached) await warn(tenant, one);
    }
  };
}

export interface Reached {
  quota: Quota;
  limit: number;
  used: number;
}

function reachedBy({ limits }: TenantRow, { messagesToday, ...usage }: TenantUsage): Reached[] {
  const used: Record<Quota, number> = { ...usage, messagesPerDay: messagesToday };
  return (Object.keys(used) as Quota[]).flatMap((quota) => {
    const limit = limits[quota];
    return limit !== null && used[quota] >= WARN_AT * limit ? [{ quota, limit, used: used[quota] }] : [];
  });
}

function mailTo({ email, displayName }: TenantAdmin, { name }: TenantRow, { quota, limit, used }: Reached) {
  const lines = [
    `Hello ${displayName},`,
    '',
    `${name} has used ${used} of ${limit} ${WORDS[quota]}. At ${limit}, no more are accepted.`,
    'Whoever operates Parley for you can raise the limit.',
  ];
  return { to: email, subject: `${name} has used 80 % of its ${WORDS[quota]}`, text: lines.join('\n') };
}
