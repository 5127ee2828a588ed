create schema log;

-- One row a stream: a conversation, a user or a tenant. Whoever changes the stream locks it first.
create table log.stream_head (
  stream uuid primary key,
  tenant uuid not null,
  epoch uuid not null default gen_random_uuid(),
  seq bigint not null default 0,
  messages bigint not null default 0,
  -- may be read by everybody of the tenant, member or not
  public boolean not null default false,
  updated_at timestamptz not null default now()
) with (fillfactor = 50);

create table log.entry (
  stream uuid not null,
  seq bigint not null,
  type text not null,
  version int not null,
  at timestamptz not null,
  actor uuid,
  tenant uuid not null,
  payload jsonb not null,
  trace text,
  primary key (stream, seq)
) partition by hash (stream);

do $$
begin
  for part in 0..7 loop
    execute format('create table log.entry_%s partition of log.entry for values with (modulus 8, remainder %s)', part, part);
  end loop;
end $$;

-- Who may read and append. A row stays when its person leaves: what was said of them must still be told.
create table log.stream_member (
  stream uuid not null references log.stream_head on delete cascade,
  person uuid not null,
  tenant uuid not null,
  role text not null check (role in ('OWNER', 'MODERATOR', 'MEMBER', 'READER')),
  -- how many of the head's messages are this person's own: unread counts leave them out
  sent bigint not null default 0,
  -- how many messages of others named this person when they were sent: mention counts are differences of it
  mentioned bigint not null default 0,
  joined_at timestamptz not null default now(),
  left_at timestamptz,
  primary key (stream, person)
) with (fillfactor = 70);
-- with the stream, so that looking up one membership costs the same whichever index is taken
create index on log.stream_member (person, stream) where left_at is null;

create view log.present_member as
  select stream, person, tenant, role, joined_at, sent, mentioned from log.stream_member where left_at is null;

-- What the relay has still to bring to the event stream.
create table log.outbox (
  shard int not null,
  stream uuid not null,
  seq bigint not null,
  primary key (shard, stream, seq)
);

create table log.dead_letter (
  stream uuid not null,
  seq bigint not null,
  error text not null,
  at timestamptz not null default now(),
  primary key (stream, seq)
);

-- Locks heads in stream order, whatever order they are asked for in, so that no two transactions wait for each other.
create function log.lock_streams(p_streams uuid[]) returns void language plpgsql as $$
begin
  perform 1 from log.stream_head where stream = any (p_streams) order by stream for update;
end $$;

-- The one way in. Gives positions in the order of the arguments; counted entries are those that unread counts count.
create function log.append(
  p_streams uuid[], p_types text[], p_version int, p_actors uuid[], p_payloads jsonb[], p_counted boolean[], p_traces text[]
) returns table (n bigint, stream uuid, tenant uuid, epoch uuid, seq bigint, messages bigint, at timestamptz)
language plpgsql
-- few rows out of large tables, always by their keys: a plan that reads a table whole is wrong however fresh its statistics
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
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
    with asked as (
      select a.*, row_number() over (partition by a.stream order by a.n) as place,
             count(*) filter (where a.counted) over (partition by a.stream order by a.n) as counted_place
      from unnest(p_streams, p_types, p_actors, p_payloads, p_counted, p_traces) with ordinality
        a(stream, type, actor, payload, counted, trace, n)
    ), moved as (
      update log.stream_head h
      set seq = h.seq + by.entries, messages = h.messages + by.counted, updated_at = now_locked
      from (select stream, count(*) as entries, count(*) filter (where counted) as counted from asked group by stream) by
      where h.stream = by.stream
      returning h.stream, h.tenant, h.epoch, h.seq - by.entries as before, h.messages - by.counted as messages_before
    ), placed as (
      select asked.*, moved.tenant, moved.epoch, moved.before + asked.place as seq,
             moved.messages_before + asked.counted_place as messages
      from asked join moved using (stream)
    ), written as (
      insert into log.entry (stream, seq, type, version, at, actor, tenant, payload, trace)
      select stream, seq, type, p_version, now_locked, actor, tenant, payload, trace from placed
    ), sent as (
      update log.stream_member m set sent = m.sent + by.counted
      from (select stream, actor, count(*) as counted from asked where counted group by stream, actor) by
      where m.stream = by.stream and m.person = by.actor
    ), pointed as (
      insert into log.outbox (shard, stream, seq)
      select abs(hashtext(stream::text) % 16), stream, seq from placed
    )
    select placed.n, placed.stream, placed.tenant, placed.epoch, placed.seq, placed.messages, now_locked
    from placed order by placed.n;
end $$;
