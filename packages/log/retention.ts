import type { StreamId } from '@parley/contracts/ids';
import type { Database } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createRounds } from '@parley/runtime/rounds';
import type { Service } from '@parley/runtime/service';

export interface Keep {
  /** Milliseconds: younger entries are kept. */
  keepMs: number;
  /** The newest entries of each stream are kept, however old. */
  keepEntries: number;
}

interface RetentionOptions extends Keep {
  database: Database;
  log: Logger;
  metrics?: Metrics;
  /** Entries that one transaction deletes at most. */
  batch?: number;
  /** Streams that are looked at in one statement. */
  streams?: number;
  pollMs?: number;
  now?: () => number;
}

/** Before all streams. */
const START = '00000000-0000-0000-0000-000000000000';

const PAGE = `select stream, seq - first_seq + 1 > $2 as long from log.stream_head where stream > $1 order by stream limit $3`;

const TRIM = 'select log.trim($1, $2, $3, $4) as deleted';

/**
 * Deletes old entries of all streams, oldest first, a batch a transaction. Messages stay: only who resumes from a
 * position before what is kept is told to read afresh. Any number of processes may run it.
 */
export function logRetention({ database, log, metrics, keepMs, keepEntries, ...options }: RetentionOptions): Service {
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

  return createRounds({
    name: 'log retention',
    async round(isStopping) {
      let total = 0;
      for (let after: string | undefined = START; after !== undefined && !isStopping();) {
        const page: { stream: StreamId; long: boolean }[] = await database.query(PAGE, [after, keepEntries, streams]);
        for (const { stream } of page.filter(({ long }) => long))
          if (!isStopping()) total += await trim(stream, isStopping);
        after = page.length === streams ? page.at(-1)!.stream : undefined;
      }
      if (total > 0) log.info({ entries: total }, 'removed old entries of the log');
    },
    pollMs,
    pauseMs: 1_000,
    maxPauseMs: 60_000,
    log,
    metrics,
  });
}
