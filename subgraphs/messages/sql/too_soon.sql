/*
 * The items of messages.send that slow mode refuses, and from when on their authors may send: each member has one message in the
 * conversation's slow_mode_seconds, but for who moderates the conversation or the tenant. Of two in a batch, the second is refused. The caller has locked the heads.
 */
create or replace function messages.too_soon(p_items json) returns table (n int, allowed_at timestamptz) language sql as $$
  select paced.n, coalesce(paced.last_at, clock_timestamp()) + paced.pause
  from (
    select i.n, h.slow_mode_seconds * interval '1 second' as pause, last.at as last_at,
      row_number() over (partition by i.conversation, i.author order by i.n) as place
    from json_to_recordset(p_items) as i(n int, conversation uuid, tenant uuid, author uuid, client_message_id uuid)
    join log.stream_head h on h.stream = i.conversation and h.slow_mode_seconds > 0
    join log.present_member m
      on m.stream = i.conversation and m.person = i.author and m.tenant = i.tenant and m.role = 'MEMBER'
    left join messages.last_sent last on last.conversation = i.conversation and last.author = i.author
    where users.tenant_role(i.author) not in ('OWNER', 'ADMIN', 'MODERATOR') and not exists (
      select from messages.message old
      where old.conversation = i.conversation and old.author = i.author and old.client_message_id = i.client_message_id)
  ) paced
  where paced.place > 1 or paced.last_at + paced.pause > clock_timestamp();
$$;
