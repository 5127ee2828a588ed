import type { UserId } from '@parley/contracts/ids';
import type { SearchIndex } from '@parley/ports/search/search-index';
import type { Database } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createRounds } from '@parley/runtime/rounds';
import type { Service } from '@parley/runtime/service';
import { mentioning } from '../store/documents';

interface FollowerOptions {
  database: Database;
  index: Pick<SearchIndex, 'put'>;
  log: Logger;
  metrics?: Metrics;
  /** Milliseconds until it looks again. */
  pollMs?: number;
}

/**
 * Takes somebody whose name changed a second ago or more: the indexer may still be bringing in what it read before. Of several
 * processes each takes others; what one had when it was killed is taken again.
 */
const TAKE = `update search.renamed set taken_until = now() + interval '1 minute'
  where person = (
    select person from search.renamed
    where at < now() - interval '1 second' and (taken_until is null or taken_until < now())
    order by at limit 1 for update skip locked)
  returning person, at::text`;

const DONE = 'delete from search.renamed where person = $1 and at = $2::timestamptz';

/** Indexes messages again that mention somebody who has another name. */
export const nameFollower = ({ database, index, log, metrics, pollMs = 2_000 }: FollowerOptions): Service =>
  createRounds({
    name: 'search name follower',
    async round(isStopping) {
      const [renamed] = await database.query<{ person: UserId; at: string }>(TAKE);
      if (!renamed) return undefined;
      for await (const page of mentioning(database, renamed.person)) {
        if (isStopping()) return undefined;
        await index.put(page);
      }
      await database.query(DONE, [renamed.person, renamed.at]);
      return 0;
    },
    pollMs,
    pauseMs: 1_000,
    maxPauseMs: 30_000,
    log,
    metrics,
  });
