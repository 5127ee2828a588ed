import type { Sql } from '@parley/database/sql';
import type { Backlog } from '@parley/ports/stream/consumer-metrics';

const BEHIND = `select coalesce(sum(h."offset" - p."offset"), 0)::float8 as value
  from event_stream.position p join event_stream.head h using (partition) where p.consumer_group = $1`;

/** Beyond this it is no matter how many there are. */
const MAX_COUNTED = 100_000;

const BURIED = `select count(*)::int as value
  from (select from event_stream.dead_letter where consumer_group = $1 limit ${MAX_COUNTED}) buried`;

/** How a consumer group on PostgreSQL stands. */
export function postgresBacklog(database: Sql, group: string): Backlog {
  const valueOf = (text: string) => async () => (await database.query<{ value: number }>(text, [group]))[0]!.value;
  return { behind: valueOf(BEHIND), letters: valueOf(BURIED) };
}
