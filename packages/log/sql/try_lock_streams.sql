-- Locks those of the heads that nobody holds, without waiting, and returns those that somebody does hold.
create or replace function log.try_lock_streams(p_streams uuid[]) returns uuid[] language plpgsql as $$
declare
  v_locked uuid[];
begin
  select array_agg(stream) into v_locked
  from (select h.stream from log.stream_head h where h.stream = any (p_streams) for update skip locked) free;
  return array(select h.stream from log.stream_head h
    where h.stream = any (p_streams) and not h.stream = any (coalesce(v_locked, '{}')));
end $$;
