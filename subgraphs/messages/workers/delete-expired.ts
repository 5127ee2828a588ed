import type { Commits } from '@parley/log/commits';
import type { Database } from '@parley/database/database';
import { collectorQueue, type RunJob } from '@parley/ports/jobs/jobs';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { expireMessages } from '../actions/expire-messages';
import { retentions } from '../store/expired';

interface Options {
  database: Database;
  commits: Commits;
  logger: Logger;
  metrics?: Metrics;
  now?: () => Date;
}

const DAY_MS = 86_400_000;

export const EXPIRY_QUEUE = collectorQueue('messages-expiry');

/** Deletes messages that are older than their tenant keeps them (`retentionDays`). */
export function expiredDeleter({
  logger,
  metrics = createMetrics(),
  now = () => new Date(),
  ...log
}: Options): RunJob<null> {
  const deleted = metrics.counter({
    name: 'parley_messages_expired_total',
    help: 'Messages that were deleted because they were older than their tenant keeps them',
  });
  return async (_, isStopping) => {
    for (const { tenant, days } of await retentions(log.database)) {
      const before = new Date(now().getTime() - days * DAY_MS);
      const count = await expireMessages(log, { tenant, before, isStopping });
      deleted.add(count);
      if (count > 0) logger.info({ tenant, count }, 'deleted messages that were older than the tenant keeps them');
    }
  };
}
