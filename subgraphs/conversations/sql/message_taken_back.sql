/*
 * A message is not there any more: it no longer counts for those who have not read it. `p_mentions` are those whom it
 * named. The caller has locked the conversation's head, and calls it once for a message. It writes five counts, which
 * conversations.taken_back_after reads, and the read states of those whom the message named: never those of all members.
 * The author's own messages are not unread, so the count of the author is corrected.
 */
create or replace function conversations.message_taken_back(p_conversation uuid, p_seq bigint, p_author uuid, p_mentions uuid[])
returns void language sql as $$
  insert into conversations.taken_back as b (conversation, level, bucket, messages)
  select p_conversation, level, p_seq >> (6 * level), 1 from generate_series(0, 4) level
  on conflict (conversation, level, bucket) do update set messages = b.messages + 1;

  update conversations.read_state
  set unread = unread + (person = p_author)::int,
    mentions = mentions - (person = any (p_mentions) and person <> p_author)::int
  where conversation = p_conversation and person = any (p_mentions || p_author) and seq < p_seq;
$$;
