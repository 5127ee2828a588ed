import type { UserId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';

/** Somebody whose name changed, and when, in full precision. */
interface Renamed {
  person: UserId;
  at: string;
}

/**
 * Leases somebody whose name changed a second ago or more, for a minute: the indexer may still be bringing in what it read
 * before. Of several processes each takes others; what one had when it was killed is taken again.
 */
export async function leaseRenamed(sql: Sql): Promise<Renamed | undefined> {
  const [renamed] = await sql.query<Renamed>(
    `update search.renamed set taken_until = now() + interval '1 minute'
     where person = (
       select person from search.renamed
       where at < now() - interval '1 second' and (taken_until is null or taken_until < now())
       order by at limit 1 for update skip locked)
     returning person, at::text`,
  );
  return renamed;
}

/** Done with, unless they were renamed once more since. */
export async function forgetRenamed(sql: Sql, { person, at }: Renamed): Promise<void> {
  await sql.query('delete from search.renamed where person = $1 and at = $2::timestamptz', [person, at]);
}
