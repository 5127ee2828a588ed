import type { Sql } from '@parley/database/sql';
import type { Logger } from '@parley/runtime/logger';
import { collectorQueue, type RunJob } from '../jobs/jobs';
import { deleteOldResponses, RETENTION_MS } from './postgres';

interface CollectorOptions {
  database: Sql;
  logger: Logger;
  now?: () => Date;
}

export const RESPONSES_QUEUE = collectorQueue('idempotency-responses');

const BATCH = 500;

/** Deletes expired responses of idempotency keys. Any number of processes may run it. */
export const responseCollector =
  ({ database, logger, now = () => new Date() }: CollectorOptions): RunJob<null> =>
  async (_, isStopping) => {
    const before = new Date(now().getTime() - RETENTION_MS);
    let collected: number;
    do {
      collected = await deleteOldResponses(database, { before, limit: BATCH });
      if (collected > 0) logger.info({ collected }, 'deleted responses of idempotency keys');
    } while (collected === BATCH && !isStopping());
  };
