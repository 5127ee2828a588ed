/*
 * Returns the keys of the jobs of a queue that have not succeeded: they wait, run, or failed too often.
 */
create or replace function job_queue.job_keys(p_queue text) returns setof text language plpgsql stable as $$
begin
  return query select singleton_key from jobs.job
    where name = p_queue and state in ('created', 'retry', 'active', 'failed') and singleton_key is not null;
end $$;
