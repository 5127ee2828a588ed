import type { StreamId } from '@parley/contracts/ids';
import type { Database } from '@parley/database/database';
import type { JobQueue, RunJob } from '@parley/ports/jobs/jobs';
import type { Logger } from '@parley/runtime/logger';

export interface Keep {
  /** Younger entries are kept (milliseconds). */
  keepMs: number;
  /** The newest entries of each stream are kept, however old. */
  keepEntries: number;
}

interface RetentionOptions extends Keep {
  database: Database;
  logger: Logger;
  /** The most entries that one transaction deletes. */
  batch?: number;
  /** Streams that one statement checks. */
  streams?: number;
  now?: () => number;
}

/** Hourly. */
export const RETENTION_QUEUE: JobQueue = {
  name: 'log-retention',
  cron: '0 * * * *',
  retries: 3,
  retryDelaySeconds: 60,
  expireSeconds: 3_600,
};

/** Before all streams. */
const START = '00000000-0000-0000-0000-000000000000';

const PAGE = `select stream, seq - first_seq + 1 > $2 as long from log.stream_head where stream > $1 order by stream limit $3`;

const TRIM = 'select log.trim($1, $2, $3, $4) as deleted';

/**
 * Runs the jobs of RETENTION_QUEUE: deletes old entries of all streams, oldest first, one transaction a batch. Messages stay. A
 * client that resumes from a deleted position gets RESYNC_REQUIRED.
 */
export function logRetention({ database, logger, keepMs, keepEntries, ...options }: RetentionOptions): RunJob<null> {
  const { batch = 1_000, streams = 1_000, now = Date.now } = options;

  async function trim(stream: StreamId, isStopping: () => boolean): Promise<number> {
    let total = 0;
    for (let deleted = batch; deleted === batch && !isStopping();) {
      const values = [stream, new Date(now() - keepMs), keepEntries, batch];
      deleted = (await database.query<{ deleted: number }>(TRIM, values))[0]!.deleted;
      total += deleted;
    }
    return total;
  }

  return async (_, isStopping) => {
    let total = 0;
    for (let after: string | undefined = START; after !== undefined && !isStopping();) {
      const page: { stream: StreamId; long: boolean }[] = await database.query(PAGE, [after, keepEntries, streams]);
      for (const { stream } of page.filter(({ long }) => long))
        if (!isStopping()) total += await trim(stream, isStopping);
      after = page.length === streams ? page.at(-1)!.stream : undefined;
    }
    if (total > 0) logger.info({ entries: total }, 'removed old entries of the log');
  };
}
