import { randomUUID } from 'node:crypto';
import type { Database } from '@parley/database/database';

interface NewEpoch {
  epoch: string;
  /** How many streams began it. */
  streams: number;
}

/** Before all streams. */
const START = '00000000-0000-0000-0000-000000000000';

const RENEW = `with page as (
    select stream from log.stream_head where stream > $2 order by stream limit $3 for update
  ), renewed as (
    update log.stream_head h set epoch = $1 from page where h.stream = page.stream
  )
  select max(stream::text) as last, count(*) as streams from page`;

/**
 * Starts a new epoch in every stream, one transaction a batch, while the platform runs. Clients with a position of an earlier
 * epoch get RESYNC_REQUIRED. Use it after the database has lost commits that clients know of. It is safe to run again, also
 * after an interruption.
 */
export async function startNewEpoch(database: Database, { batch = 1_000 } = {}): Promise<NewEpoch> {
  const epoch = randomUUID();
  let total = 0;
  for (let after: string | null = START; after !== null;) {
    const [page]: { last: string | null; streams: number }[] = await database.query(RENEW, [epoch, after, batch]);
    after = page!.last;
    total += page!.streams;
  }
  return { epoch, streams: total };
}
