/*
 * One page of a conversation, or of a thread in it, as JSON: `rows`, oldest first, and `referenced`, which are the messages
 * that these reply to and the roots of their threads. All of it changes only with an entry in the conversation's log. It is
 * stable, so it sees what the statement sees that calls it.
 */
create or replace function messages.page(
  p_conversation uuid, p_thread uuid, p_after bigint, p_before bigint, p_limit int, p_ascending boolean, p_pinned boolean
) returns text language plpgsql stable
-- always by keys and ranges of them, and planned once for each connection
set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  seqs bigint[];
  referenced bigint[];
begin
  if p_pinned then
    seqs := array(select m.seq from messages.message m
      where m.conversation = p_conversation and m.pinned_at is not null order by m.seq limit p_limit);
  elsif p_thread is not null and p_ascending then
    seqs := array(select m.seq from messages.message m
      where m.conversation = p_conversation and m.thread = p_thread and m.seq > p_after and m.seq < p_before
      order by m.seq limit p_limit);
  elsif p_thread is not null then
    seqs := array(select m.seq from messages.message m
      where m.conversation = p_conversation and m.thread = p_thread and m.seq > p_after and m.seq < p_before
      order by m.seq desc limit p_limit);
  elsif p_ascending then
    seqs := array(select m.seq from messages.message m
      where m.conversation = p_conversation and m.seq > p_after and m.seq < p_before order by m.seq limit p_limit);
  else
    seqs := array(select m.seq from messages.message m
      where m.conversation = p_conversation and m.seq > p_after and m.seq < p_before order by m.seq desc limit p_limit);
  end if;

  referenced := array(
    select distinct r.seq from messages.message m
    join messages.message r on r.conversation = m.conversation and r.id in (m.reply_to, m.thread)
    where m.conversation = p_conversation and m.seq = any (seqs) and (m.reply_to is not null or m.thread is not null)
  );
  return json_build_object(
    'rows', messages.rows_as_json(p_conversation, seqs),
    'referenced', case when referenced <> '{}' then messages.rows_as_json(p_conversation, referenced) end
  );
end $$;
