-- Locks heads in stream order, whatever order they are asked for in, so that no two transactions wait for each other.
create or replace function log.lock_streams(p_streams uuid[]) returns void language plpgsql as $$
begin
  perform 1 from log.stream_head where stream = any (p_streams) order by stream for update;
end $$;
