import type { SearchUpkeep } from '@parley/ports/search/search-index';
import type { Database } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createPoller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';
import { keepIndex } from './rebuild-index';

interface KeeperOptions {
  database: Database;
  index: SearchUpkeep;
  logger: Logger;
  metrics?: Metrics;
  /** Milliseconds until it looks again. */
  pollMs?: number;
}

/** Sees to it that there is a search index: makes it at first, when it is lost, and when a version of Parley changes it. */
export const indexKeeper = ({ database, index, logger, metrics, pollMs = 10_000 }: KeeperOptions): Service =>
  createPoller({
    name: 'search index keeper',
    async round() {
      if (await keepIndex({ database, index })) logger.info('the search index was made');
    },
    pollMs,
    pauseMs: 1_000,
    maxPauseMs: 30_000,
    logger,
    metrics,
  });
