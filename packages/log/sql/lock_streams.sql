-- Locks heads in stream order, whatever the order of the argument, so that two transactions can't deadlock.
create or replace function log.lock_streams(p_streams uuid[]) returns void language plpgsql
-- always by keys, and planned once for each connection
set plan_cache_mode = force_generic_plan
as $$
begin
  perform 1 from log.stream_head where stream = any (p_streams) order by stream for update;
end $$;
