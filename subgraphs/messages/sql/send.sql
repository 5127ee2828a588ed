/*
 * Commits any number of sends to any conversations. Heads are locked first, in stream order, of conversations that the
 * author is a member of: nobody else holds anybody up. Every statement after that sees what was committed before the lock,
 * so that nobody sends who was removed before. Items that may not be sent, and repeats of what was sent, take no position.
 * Positions are given in the order of n. `at` of one that is SLOWED is when it may be sent.
 * Each tenant's messages of the day are counted in the slot of this connection, so that no other transaction waits for the count.
 * media.claim_for_conversation is what media publishes for this. p_version is the version of the entries; processes from
 * before it was a parameter write 1. Without p_wait it waits for no head and no tenant's count: sends of a conversation whose
 * head somebody holds, or of a tenant whose last messages of the day somebody counts, are HELD, and nothing was done for them.
 */
create or replace function messages.send(p_items json, p_version int default 1, p_wait boolean default true)
returns table (n int, outcome text, id uuid, seq bigint, ordinal bigint, at timestamptz, epoch uuid)
language plpgsql
-- few rows out of large tables, each looked up by its key: a plan that was made when they were small must not read them whole,
-- and is the same for all arguments, so it is made once for each connection
set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  item record;
  -- who is no member locks nothing
  conversations uuid[] := array(
    select distinct i.conversation from json_to_recordset(p_items) as i(conversation uuid, tenant uuid, author uuid)
    join log.present_member m on m.stream = i.conversation and m.person = i.author and m.tenant = i.tenant);
  held uuid[] := '{}';
  limited record;
  tenants uuid[];
  held_tenants uuid[] := '{}';
  some_attached boolean;
  -- n of items that no rule but those of quotas, attachments and slow mode forbids
  sendable int[] := '{}';
  over_quota int[] := '{}';
  without_attachments int[] := '{}';
  is_limited boolean;
  is_slow boolean;
  allowed bigint;
  -- n of those that slow mode refuses, and from when on they may be sent
  slowed int[] := '{}';
  allowed_from timestamptz[];
begin
  if p_wait then
    perform log.lock_streams(conversations);
  else
    held := log.try_lock_streams(conversations);
    -- rows of attachments, too, are waited for only briefly: all sends of the batch are then tried again, by conversation
    set local lock_timeout = '100ms';
  end if;
  if held <> '{}' then
    return query
      select i.n, 'HELD', null::uuid, null::bigint, null::bigint, null::timestamptz, null::uuid
      from json_to_recordset(p_items) as i(n int, conversation uuid) where i.conversation = any (held);
    p_items := coalesce((
      select json_agg(i.item) from json_array_elements(p_items) i(item)
      where not (i.item ->> 'conversation')::uuid = any (held)), '[]');
  end if;
  select array_agg(distinct tenant), bool_or(attachments <> '{}') into tenants, some_attached
  from json_to_recordset(p_items) as i(tenant uuid, attachments uuid[]);

  is_limited := exists (select from users.message_limits(tenants));
  is_slow := exists (select from log.stream_head h where h.stream = any (conversations) and h.slow_mode_seconds > 0);
  if some_attached or is_limited or is_slow then
    select coalesce(array_agg(passed.n), '{}') into sendable from (
      select i.n, row_number() over (partition by i.conversation, i.author, i.client_message_id order by i.n) as nth
      from json_to_recordset(p_items)
        as i(n int, conversation uuid, tenant uuid, author uuid, client_message_id uuid, reply_to uuid, thread uuid)
      join log.present_member m on m.stream = i.conversation and m.person = i.author and m.tenant = i.tenant
      where m.role <> 'READER'
        and not exists (
          select from messages.message old
          where old.conversation = i.conversation and old.author = i.author and old.client_message_id = i.client_message_id)
        and not exists (
          select from log.active_sanction s where s.stream = m.stream and s.person = m.person and s.kind = 'MUTED')
        and (i.reply_to is null or exists (
          select from messages.message r where r.conversation = i.conversation and r.id = i.reply_to))
        and (i.thread is null or exists (
          select from messages.message t where t.conversation = i.conversation and t.id = i.thread and t.thread is null))
    ) passed
    where passed.nth = 1;
  end if;
  if is_slow then
    select coalesce(array_agg(s.n), '{}'), array_agg(s.allowed_at) into slowed, allowed_from
    from messages.too_soon(p_items, sendable) s;
    sendable := array(select unnest(sendable) except select unnest(slowed));
  end if;

  -- before any attachment is locked: whoever waits for a tenant's count holds nothing that its holder waits for
  if is_limited then
    for limited in select l.tenant, l.most from users.message_limits(tenants) l order by l.tenant loop
      allowed := messages.left_today(limited.tenant, limited.most, p_wait);
      if allowed is null then
        held_tenants := held_tenants || limited.tenant;
      else
        over_quota := over_quota || array(
          select i.n from json_to_recordset(p_items) as i(n int, tenant uuid)
          where i.tenant = limited.tenant and i.n = any (sendable)
          order by i.n offset allowed);
      end if;
    end loop;
    if held_tenants <> '{}' then
      return query
        select i.n, 'HELD', null::uuid, null::bigint, null::bigint, null::timestamptz, null::uuid
        from json_to_recordset(p_items) as i(n int, tenant uuid) where i.tenant = any (held_tenants);
      p_items := coalesce((
        select json_agg(i.item) from json_array_elements(p_items) i(item)
        where not (i.item ->> 'tenant')::uuid = any (held_tenants)), '[]');
    end if;
  end if;

  -- a send that is refused anyway leaves its attachments unclaimed
  if some_attached then
    for item in
      select i.* from json_to_recordset(p_items)
        as i(n int, conversation uuid, tenant uuid, author uuid, attachments uuid[])
      where i.attachments <> '{}' and i.n = any (sendable) and i.n <> all (over_quota)
      order by i.n
    loop
      if not media.claim_for_conversation(item.attachments, item.author, item.tenant, item.conversation) then
        without_attachments := without_attachments || item.n;
      end if;
    end loop;
  end if;

  return query
    with input as materialized (
      select * from json_to_recordset(p_items) as i(
        n int, conversation uuid, id uuid, tenant uuid, author uuid, client_message_id uuid, fingerprint text,
        text text, mentions uuid[], attachments uuid[], reply_to uuid, thread uuid, trace text,
        correlation_id text)
    ), known as materialized (
      select input.*, member.role,
        coalesce(old.id, first_value(input.id) over (
          partition by input.conversation, input.author, input.client_message_id order by input.n)) as first_id
      from input
      left join lateral (
        select m.role from log.present_member m
        where m.stream = input.conversation and m.person = input.author and m.tenant = input.tenant
          and m.stream = any (conversations) limit 1) member on true
      left join lateral (
        select m.id from messages.message m
        where m.conversation = input.conversation and m.author = input.author
          and m.client_message_id = input.client_message_id limit 1) old on true
    ), judged as materialized (
      select known.*, case
        when role is null then 'NO_MEMBER'
        when first_id <> id then 'DUPLICATE'
        when role = 'READER' then 'READ_ONLY'
        when exists (
          select from log.active_sanction s
          where s.stream = known.conversation and s.person = known.author and s.kind = 'MUTED') then 'MUTED'
        when n = any (slowed) then 'SLOWED'
        when n = any (without_attachments) then 'NO_ATTACHMENT'
        when reply_to is not null and not exists (
          select from messages.message m where m.conversation = known.conversation and m.id = known.reply_to) then 'NO_REPLY_TO'
        when thread is not null and not exists (
          select from messages.message m
          where m.conversation = known.conversation and m.id = known.thread and m.thread is null) then 'NO_THREAD'
        when n = any (over_quota) then 'OVER_QUOTA'
        else 'SENT' end as outcome
      from known
    ), counted as materialized (
      select judged.*, count(*) filter (where outcome = 'SENT') over (order by n) as place from judged
    ), accepted as materialized (
      select * from counted where outcome = 'SENT'
    ), placed as materialized (
      select put.* from (
        select array_agg(conversation order by place) as streams, array_agg(author order by place) as authors,
               array_agg(jsonb_build_object('messageId', id) order by place) as payloads, array_agg(trace order by place) as traces,
               array_agg(correlation_id order by place) as correlation_ids, count(*)::int as entries
        from accepted
      ) a, lateral log.append(
        a.streams, array_fill('MessageCreated'::text, array[a.entries]), p_version, a.authors, a.payloads,
        array_fill(true, array[a.entries]), a.traces, a.correlation_ids) put
      where a.entries > 0
    ), written as (
      insert into messages.message (conversation, seq, id, tenant, author, client_message_id, fingerprint, text,
        mentions, attachments, reply_to, thread, ordinal, updated_seq, created_at)
      select a.conversation, p.seq, a.id, a.tenant, a.author, a.client_message_id, a.fingerprint, a.text,
        a.mentions, a.attachments, a.reply_to, a.thread, p.messages, p.seq, p.at
      from accepted a join placed p on p.n = a.place
    ), tallied as (
      insert into messages.sent as s (tenant, day, slot, messages)
      select a.tenant, (now() at time zone 'UTC')::date, pg_backend_pid() % 64, count(*)
      from accepted a group by a.tenant order by a.tenant
      on conflict (tenant, day, slot) do update set messages = s.messages + excluded.messages
    ), timed as (
      insert into messages.last_sent as l (conversation, author, tenant, at)
      select a.conversation, a.author, a.tenant, clock_timestamp() from accepted a
      join log.stream_head h on h.stream = a.conversation and h.slow_mode_seconds > 0
      where a.role = 'MEMBER'
      on conflict (conversation, author) do update set at = excluded.at
    )
    select c.n, c.outcome, c.first_id, p.seq, p.messages, coalesce(p.at, allowed_from[array_position(slowed, c.n)]), p.epoch
    from counted c left join placed p on c.outcome = 'SENT' and p.n = c.place
    order by c.n;

  if exists (select from json_to_recordset(p_items) as i(thread uuid) where i.thread is not null) then
    update messages.message root set reply_count = root.reply_count + by.replies
    from (
      select i.conversation, i.thread, count(*) as replies
      from json_to_recordset(p_items) as i(conversation uuid, id uuid, thread uuid)
      join messages.message sent on sent.conversation = i.conversation and sent.id = i.id
      where i.thread is not null group by 1, 2
    ) by
    where root.conversation = by.conversation and root.id = by.thread;
  end if;

  if not exists (select from json_to_recordset(p_items) as i(mentions uuid[]) where i.mentions <> '{}') then
    return;
  end if;
  -- a statement of its own: log.append may have counted for the same members
  update log.stream_member member set mentioned = member.mentioned + by.messages
  from (
    select sent.conversation, named.person, count(*) as messages
    from json_to_recordset(p_items) as i(conversation uuid, id uuid, mentions uuid[])
    join messages.message sent on sent.conversation = i.conversation and sent.id = i.id
    cross join lateral unnest(sent.mentions) named(person)
    where i.mentions <> '{}' and named.person <> sent.author
    group by sent.conversation, named.person
  ) by
  where member.stream = by.conversation and member.person = by.person;
end $$;
