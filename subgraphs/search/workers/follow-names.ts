import type { SearchIndex } from '@parley/ports/search/search-index';
import type { Database } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createPoller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';
import { mentioning } from '../store/documents';
import { forgetRenamed, leaseRenamed } from '../store/renamed';

interface FollowerOptions {
  database: Database;
  index: Pick<SearchIndex, 'put'>;
  logger: Logger;
  metrics?: Metrics;
  /** Milliseconds until it looks again. */
  pollMs?: number;
}

/** Indexes messages again that mention somebody who has another name. */
export const nameFollower = ({ database, index, logger, metrics, pollMs = 2_000 }: FollowerOptions): Service =>
  createPoller({
    name: 'search name follower',
    async round(isStopping) {
      const renamed = await leaseRenamed(database);
      if (!renamed) return undefined;
      for await (const page of mentioning(database, renamed.person)) {
        if (isStopping()) return undefined;
        await index.put(page);
      }
      await forgetRenamed(database, renamed);
      return 0;
    },
    pollMs,
    pauseMs: 1_000,
    maxPauseMs: 30_000,
    logger,
    metrics,
  });
