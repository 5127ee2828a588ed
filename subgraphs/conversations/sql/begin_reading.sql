-- Newcomers begin at the head: what was said before they came is not news. The caller has locked the conversation.
create or replace function conversations.begin_reading(p_conversation uuid, p_people uuid[]) returns void language sql as $$
  insert into conversations.read_state (conversation, person, tenant, seq, unread, mentions, messages, sent, mentioned)
  select h.stream, m.person, h.tenant, h.seq, 0, 0, h.messages, m.sent, m.mentioned
  from log.stream_head h join log.stream_member m on m.stream = h.stream
  where h.stream = p_conversation and m.person = any (p_people)
  on conflict (conversation, person) do update
  set seq = excluded.seq, unread = 0, mentions = 0, taken_back = 0,
    messages = excluded.messages, sent = excluded.sent, mentioned = excluded.mentioned;
$$;
