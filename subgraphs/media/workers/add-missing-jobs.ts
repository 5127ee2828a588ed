import type { Sql } from '@parley/database/sql';
import type { RunJob } from '@parley/ports/jobs/jobs';
import type { Logger } from '@parley/runtime/logger';
import { IMAGE_TYPES } from '../domain/image';
import { DELETIONS, FILE_SCANS, IMAGE_SCANS } from '../domain/queues';
import { addMissingDeletions, addMissingScans } from '../store/missing-jobs';

const BATCH = 1_000;

/**
 * Adds jobs for uploads that are SCANNING and attachments that are deleted, if they have none: processes of a previous version
 * added none, and an operator may have removed some. A job that failed too often stays dead until an operator retries it.
 */
export const missingJobs =
  ({ database, logger }: { database: Sql; logger: Logger }): RunJob<null> =>
  async (_, isStopping) => {
    const ofScans = { limit: BATCH, imageTypes: IMAGE_TYPES };
    const adders = [
      () => addMissingScans(database, { ...ofScans, queue: IMAGE_SCANS.name, images: true }),
      () => addMissingScans(database, { ...ofScans, queue: FILE_SCANS.name, images: false }),
      () => addMissingDeletions(database, { queue: DELETIONS.name, limit: BATCH }),
    ];
    for (const add of adders) {
      for (let added = BATCH; added === BATCH && !isStopping();) {
        added = await add();
        if (added > 0) logger.info({ added }, 'added missing jobs of attachments');
      }
    }
  };
