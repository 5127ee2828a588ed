import type { StreamId } from '@parley/contracts/ids';
import type { Database } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createPoller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';

export interface Keep {
  /** Younger entries are kept (milliseconds). */
  keepMs: number;
  /** The newest entries of each stream are kept, however old. */
  keepEntries: number;
}

interface RetentionOptions extends Keep {
  database: Database;
  logger: Logger;
  metrics?: Metrics;
  /** The most entries that one transaction deletes. */
  batch?: number;
  /** Streams that one statement checks. */
  streams?: number;
  pollMs?: number;
  now?: () => number;
}

/** Before all streams. */
const START = '00000000-0000-0000-0000-000000000000';

const PAGE = `select stream, seq - first_seq + 1 > $2 as long from log.stream_head where stream > $1 order by stream limit $3`;

const TRIM = 'select log.trim($1, $2, $3, $4) as deleted';

/**
 * Deletes old entries of all streams, oldest first, one transaction a batch. Messages stay. A client that resumes from a deleted
 * position gets RESYNC_REQUIRED. Any number of processes may run it.
 */
export function logRetention({
  database,
  logger,
  metrics,
  keepMs,
  keepEntries,
  ...options
}: RetentionOptions): Service {
  const { batch = 1_000, streams = 1_000, pollMs = 3_600_000, now = Date.now } = options;

  async function trim(stream: StreamId, isStopping: () => boolean): Promise<number> {
    let total = 0;
    for (let deleted = batch; deleted === batch && !isStopping();) {
      const values = [stream, new Date(now() - keepMs), keepEntries, batch];
      deleted = (await database.query<{ deleted: number }>(TRIM, values))[0]!.deleted;
      total += deleted;
    }
    return total;
  }

  return createPoller({
    name: 'log retention',
    async round(isStopping) {
      let total = 0;
      for (let after: string | undefined = START; after !== undefined && !isStopping();) {
        const page: { stream: StreamId; long: boolean }[] = await database.query(PAGE, [after, keepEntries, streams]);
        for (const { stream } of page.filter(({ long }) => long))
          if (!isStopping()) total += await trim(stream, isStopping);
        after = page.length === streams ? page.at(-1)!.stream : undefined;
      }
      if (total > 0) logger.info({ entries: total }, 'removed old entries of the log');
    },
    pollMs,
    pauseMs: 1_000,
    maxPauseMs: 60_000,
    logger,
    metrics,
  });
}
