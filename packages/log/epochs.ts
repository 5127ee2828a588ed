import { randomUUID } from 'node:crypto';
import type { Database } from '@parley/database/database';

interface NewEpoch {
  epoch: string;
  /** How many there are. */
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
 * Starts a new epoch in every stream, a batch a transaction, while everything goes on: whoever has a position of the one
 * before is told to read afresh. For after the database has lost commits that clients know of. Doing it again, after it
 * was interrupted or for good measure, does no harm.
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
