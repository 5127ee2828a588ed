-- Adds records, with offsets in the order of the arguments. Existing records stay as they are.
create or replace function event_stream.publish(p_streams uuid[], p_seqs bigint[]) returns void language plpgsql as $$
#variable_conflict use_column
begin
  perform 1 from event_stream.head
  where partition in (select log.shard_of(s) from unnest(p_streams) s)
  order by partition for update;
  -- a statement of its own: it must see what was committed while this waited for the lock
  with input as (
    select stream, seq, min(n) as n
    from unnest(p_streams, p_seqs) with ordinality a(stream, seq, n)
    where not exists (select 1 from event_stream.record r where r.stream = a.stream and r.seq = a.seq)
    group by stream, seq
  ), placed as (
    select stream, seq, log.shard_of(stream) as partition,
           row_number() over (partition by log.shard_of(stream) order by n) as place
    from input
  ), written as (
    insert into event_stream.record (partition, "offset", stream, seq)
    select partition, h."offset" + placed.place, placed.stream, placed.seq
    from placed join event_stream.head h using (partition)
    returning partition
  )
  update event_stream.head h set "offset" = h."offset" + w.records
  from (select partition, count(*) as records from written group by partition) w
  where h.partition = w.partition;
end $$;

-- log.shard_of replaced it
drop function if exists event_stream.partition_of(uuid);
