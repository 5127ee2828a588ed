/*
 * The items of messages.send that slow mode refuses, and from when on their authors may send: each member has one message in the
 * conversation's slow_mode_seconds, but for who moderates the conversation or the tenant. p_sendable are the n of items that nothing else
 * refuses: of two of them in a batch, the second comes too soon. The caller has locked the heads.
 */
create or replace function messages.too_soon(p_items json, p_sendable int[])
returns table (n int, allowed_at timestamptz) language sql as $$
  select paced.n, case when paced.place > 1 then clock_timestamp() else paced.last_at end + paced.pause
  from (
    select i.n, h.slow_mode_seconds * interval '1 second' as pause, last.at as last_at,
      row_number() over (partition by i.conversation, i.author order by i.n) as place
    from json_to_recordset(p_items) as i(n int, conversation uuid, author uuid)
    join log.stream_head h on h.stream = i.conversation and h.slow_mode_seconds > 0
    join log.present_member m on m.stream = i.conversation and m.person = i.author and m.role = 'MEMBER'
    left join messages.last_sent last on last.conversation = i.conversation and last.author = i.author
    where i.n = any (p_sendable) and users.tenant_role(i.author) not in ('OWNER', 'ADMIN', 'MODERATOR')
  ) paced
  where paced.place > 1 or paced.last_at + paced.pause > clock_timestamp();
$$;
