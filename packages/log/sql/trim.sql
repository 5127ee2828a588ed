/*
 * Deletes the oldest entries of a stream that are older than p_before, except its newest p_keep: at most p_limit, always
 * from the first position on, so that the rest has no gap. Returns how many. It keeps entries that consumers have yet to get,
 * and all later ones: those in the outbox, those that the relay parked, and those that have a record in the event stream
 * on PostgreSQL, which reads them from log.entry.
 */
create or replace function log.trim(p_stream uuid, p_before timestamptz, p_keep bigint, p_limit int) returns bigint language plpgsql
set enable_seqscan = off
as $$
declare
  v_first bigint;
  v_last bigint;
begin
  select h.first_seq, least(h.seq - p_keep, h.first_seq + p_limit - 1) into v_first, v_last
  from log.stream_head h where h.stream = p_stream;
  select coalesce(min(held.seq) - 1, v_last) into v_last from (
    select e.seq from log.entry e where e.stream = p_stream and e.seq between v_first and v_last and e.at >= p_before
    union all
    select o.seq from log.outbox o
    where o.shard = log.shard_of(p_stream) and o.stream = p_stream and o.seq <= v_last
    union all
    select d.seq from log.dead_letter d where d.stream = p_stream and d.seq <= v_last
    union all
    select r.seq from event_stream.record r where r.stream = p_stream and r.seq <= v_last
  ) held;
  if v_last is null or v_last < v_first then
    return 0;
  end if;
  delete from log.entry e where e.stream = p_stream and e.seq between v_first and v_last;
  -- last, as it locks the head: who appends waits for no deletion
  update log.stream_head h set first_seq = v_last + 1 where h.stream = p_stream and h.first_seq <= v_last;
  return v_last - v_first + 1;
end $$;
