-- The one way to write entries. Positions are in the order of the arguments. Unread counts count the counted entries. p_versions:
-- of each entry; without it, all have p_version.
create or replace function log.append(
  p_streams uuid[], p_types text[], p_version int, p_actors uuid[], p_payloads jsonb[], p_counted boolean[], p_traces text[],
  p_correlation_ids text[] default null, p_versions int[] default null
) returns table (n bigint, stream uuid, tenant uuid, epoch uuid, seq bigint, messages bigint, at timestamptz)
language plpgsql
-- few rows out of large tables, always by their keys: a plan that reads a table whole is wrong however fresh its statistics,
-- and one plan for each connection serves all arguments
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  now_locked timestamptz;
  heads int;
begin
  perform log.lock_streams(p_streams);
  select count(*) into heads from log.stream_head h where h.stream = any (p_streams);
  if heads <> (select count(distinct s) from unnest(p_streams) s) then
    raise exception 'a stream to append to does not exist' using errcode = 'no_data_found';
  end if;
  now_locked := date_trunc('milliseconds', clock_timestamp());
  return query
    with input as (
      select a.*, row_number() over (partition by a.stream order by a.n) as place,
             count(*) filter (where a.counted) over (partition by a.stream order by a.n) as counted_place
      from unnest(p_streams, p_types, p_actors, p_payloads, p_counted, p_traces, p_correlation_ids, p_versions)
        with ordinality a(stream, type, actor, payload, counted, trace, correlation_id, version, n)
    ), moved as (
      update log.stream_head h
      set seq = h.seq + by.entries, messages = h.messages + by.counted, updated_at = now_locked
      from (select stream, count(*) as entries, count(*) filter (where counted) as counted from input group by stream) by
      where h.stream = by.stream
      returning h.stream, h.tenant, h.epoch, h.seq - by.entries as before, h.messages - by.counted as messages_before
    ), placed as (
      select input.*, moved.tenant, moved.epoch, moved.before + input.place as seq,
             moved.messages_before + input.counted_place as messages
      from input join moved using (stream)
    ), written as (
      insert into log.entry (stream, seq, type, version, at, actor, tenant, payload, trace, correlation_id)
      select stream, seq, type, coalesce(version, p_version), now_locked, actor, tenant, payload, trace, correlation_id from placed
    ), sent as (
      update log.stream_member m set sent = m.sent + by.counted
      from (select stream, actor, count(*) as counted from input where counted group by stream, actor) by
      where m.stream = by.stream and m.person = by.actor
    ), pointed as (
      insert into log.outbox (shard, stream, seq)
      select log.shard_of(stream), stream, seq from placed
    )
    select placed.n, placed.stream, placed.tenant, placed.epoch, placed.seq, placed.messages, now_locked
    from placed order by placed.n;
end $$;
