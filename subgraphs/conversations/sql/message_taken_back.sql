/*
 * A message is not there any more: it no longer counts for those who have not read it. `p_mentions` are those whom it
 * named. The caller has locked the conversation's head, and calls it once for a message.
 */
create or replace function conversations.message_taken_back(p_conversation uuid, p_seq bigint, p_author uuid, p_mentions uuid[])
returns void language sql as $$
  update conversations.read_state
  set unread = unread - 1, mentions = mentions - (person = any (p_mentions))::int
  where conversation = p_conversation and seq < p_seq and person <> p_author;
$$;
