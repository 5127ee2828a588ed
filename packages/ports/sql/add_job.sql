/*
 * Adds a background job that runs once this transaction has committed, and not before p_after. Returns its id. p_key says
 * what the job is for; several jobs may have the same. Of the jobs that wait, those of a higher p_priority run first. pg-boss
 * supports inserts of rows by SQL.
 */
-- a call without p_priority would fit both
drop function if exists job_queue.add_job(text, jsonb, text, timestamptz);
create or replace function job_queue.add_job(
  p_queue text, p_data jsonb, p_key text default null, p_after timestamptz default null, p_priority int default 0
) returns uuid language plpgsql
-- tenants have no rights on jobs, which hold mails of all
security definer set search_path = pg_catalog
as $$
declare
  added uuid;
begin
  insert into jobs.job (name, data, singleton_key, start_after, keep_until, retry_limit, retry_delay, retry_backoff, expire_in,
    policy, priority)
  select q.name, p_data, p_key, coalesce(p_after, now()), coalesce(p_after, now()) + interval '14 days',
    q.retry_limit, greatest(q.retry_delay, 1), q.retry_backoff, q.expire_seconds * interval '1 second', q.policy, p_priority
  from jobs.queue q where q.name = p_queue
  returning id into added;
  if added is null then
    raise exception 'There is no queue %', p_queue;
  end if;
  return added;
end $$;
