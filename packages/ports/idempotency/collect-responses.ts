import type { Sql } from '@parley/database/sql';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createPoller, type Poller } from '@parley/runtime/poller';
import { deleteOldResponses, RETENTION_MS } from './postgres';

interface CollectorOptions {
  database: Sql;
  logger: Logger;
  metrics?: Metrics;
  now?: () => Date;
}

const BATCH = 500;
const POLL_MS = 600_000;

/** Deletes responses whose time is over. Any number of processes may run it. */
export function responseCollector(options: CollectorOptions): Poller {
  const { database, logger, metrics, now = () => new Date() } = options;
  return createPoller({
    name: 'answer collector',
    async round(isStopping) {
      const before = new Date(now().getTime() - RETENTION_MS);
      let collected: number;
      do {
        collected = await deleteOldResponses(database, { before, limit: BATCH });
        if (collected > 0) logger.info({ collected }, 'deleted responses of idempotency keys');
      } while (collected === BATCH && !isStopping());
    },
    pollMs: POLL_MS,
    pauseMs: 1_000,
    maxPauseMs: POLL_MS,
    logger,
    metrics,
  });
}
