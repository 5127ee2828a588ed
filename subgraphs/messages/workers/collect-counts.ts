import type { Database } from '@parley/database/database';
import { collectorQueue, type RunJob } from '@parley/ports/jobs/jobs';
import { forgetCounts } from '../store/quota';

export const COUNTS_QUEUE = collectorQueue('messages-counts');

/** Forgets how many messages tenants sent on days that are long over. */
export const countCollector =
  ({ database }: { database: Database }): RunJob<null> =>
  async () =>
    void (await forgetCounts(database));
