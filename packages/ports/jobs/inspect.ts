import type { Sql } from '@parley/database/sql';
import type { JobDetails, JobInspection, JobState } from './jobs';
import { SCHEMA } from './pg-boss';

const STATE = `case state when 'active' then 'running' when 'failed' then 'dead' else 'waiting' end`;

/** Shows neither jobs that succeeded or that an operator removed, nor pg-boss's own, by which it keeps schedules. */
const OPEN = `${SCHEMA}.job where state in ('created', 'retry', 'active', 'failed') and name not like '\\_\\_pgboss%'`;

const COUNTS = `select name as queue, ${STATE} as state, count(*)::int as count from ${OPEN} group by 1, 2 order by 1, 2`;

const DETAILS = `select name as queue, id, ${STATE} as state, created_on as at, start_after as due, retry_count as retries,
    coalesce(output #>> '{message}', output #>> '{value,message}') as error`;

const LIST = `${DETAILS} from ${OPEN} and ($1::text is null or name = $1) and ($2::text is null or ${STATE} = $2)
  order by created_on, id limit $3`;

const FIND = `${DETAILS}, data from ${OPEN} and id::text = $1`;

const RETRY = `with dead as (
    update ${SCHEMA}.job set state = 'retry', retry_limit = retry_limit + 1, start_after = now(), completed_on = null
    where name = $1 and state = 'failed' and ($2::text[] is null or id::text = any ($2)) returning 1
  ) select count(*)::int as count from dead`;

const REMOVE = `with removed as (
    delete from ${SCHEMA}.job where name = $1 and state <> 'active' and id::text = any ($2) returning 1
  ) select count(*)::int as count from removed`;

/** Reads and mends the queues of pg-boss (`pg-boss.ts`). */
export const inspectJobs = (database: Sql): JobInspection => ({
  counts: () => database.query<{ queue: string; state: JobState; count: number }>(COUNTS),
  list: ({ queue, state, limit }) => database.query<JobDetails>(LIST, [queue ?? null, state ?? null, limit]),
  find: async (id) => (await database.query<JobDetails & { data: unknown }>(FIND, [id]))[0],
  retry: async (queue, ids) => (await database.query<{ count: number }>(RETRY, [queue, ids ?? null]))[0]!.count,
  remove: async (queue, ids) => (await database.query<{ count: number }>(REMOVE, [queue, ids]))[0]!.count,
});
