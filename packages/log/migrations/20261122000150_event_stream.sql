create schema event_stream;

-- The last offset that was given in each partition. Whoever publishes locks it first: offsets have no holes and are
-- in commit order, so that a consumer that has read up to one can never have passed over an earlier one.
create table event_stream.head (
  partition int primary key,
  "offset" bigint not null default 0
) with (fillfactor = 50);

insert into event_stream.head (partition) select generate_series(0, 15);

-- Pointers into log.entry: content stays where it is, once.
create table event_stream.record (
  partition int not null references event_stream.head,
  "offset" bigint not null,
  stream uuid not null,
  seq bigint not null,
  published_at timestamptz not null default now(),
  primary key (partition, "offset"),
  unique (stream, seq)
);

-- Up to where a consumer group has worked.
create table event_stream.position (
  consumer_group text not null,
  partition int not null references event_stream.head,
  "offset" bigint not null default 0,
  primary key (consumer_group, partition)
) with (fillfactor = 50);

-- What a group could not work on and went past.
create table event_stream.dead_letter (
  consumer_group text not null,
  partition int not null,
  "offset" bigint not null,
  stream uuid not null,
  seq bigint not null,
  error text not null,
  at timestamptz not null default now(),
  primary key (consumer_group, partition, "offset")
);

create function event_stream.partition_of(p_stream uuid) returns int language sql immutable as
  $$ select abs(hashtext(p_stream::text) % 16) $$;

-- Gives offsets in the order of the arguments. What is there already is left as it is.
create function event_stream.publish(p_streams uuid[], p_seqs bigint[]) returns void language plpgsql as $$
#variable_conflict use_column
begin
  perform 1 from event_stream.head
  where partition in (select event_stream.partition_of(s) from unnest(p_streams) s)
  order by partition for update;
  -- a statement of its own: it must see what was committed while this waited for the lock
  with asked as (
    select stream, seq, min(n) as n
    from unnest(p_streams, p_seqs) with ordinality a(stream, seq, n)
    where not exists (select 1 from event_stream.record r where r.stream = a.stream and r.seq = a.seq)
    group by stream, seq
  ), placed as (
    select stream, seq, event_stream.partition_of(stream) as partition,
           row_number() over (partition by event_stream.partition_of(stream) order by n) as place
    from asked
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

-- Deletes records that are older than `p_before` and that every group has worked on, at most `p_limit` in each
-- partition, oldest first. A group that starts later replays from the oldest that is left.
create function event_stream.expire(p_before timestamptz, p_limit int) returns bigint language plpgsql as $$
declare
  deleted bigint;
begin
  delete from event_stream.record r
  using event_stream.head h,
    lateral (select coalesce(min(p."offset"), h."offset") as "offset" from event_stream.position p where p.partition = h.partition) done,
    lateral (
      select old."offset", old.published_at from event_stream.record old
      where old.partition = h.partition and old."offset" <= done."offset"
      order by old."offset" limit p_limit
    ) oldest
  where r.partition = h.partition and r."offset" = oldest."offset" and oldest.published_at < p_before;
  get diagnostics deleted = row_count;
  return deleted;
end $$;
