/*
 * A message names others than before: it counts so for those who have not read it. The caller has locked the
 * conversation's head.
 */
create or replace function conversations.mentions_changed(
  p_conversation uuid, p_seq bigint, p_author uuid, p_before uuid[], p_after uuid[]
) returns void language sql as $$
  update conversations.read_state
  set mentions = mentions + (person = any (p_after))::int - (person = any (p_before))::int
  where conversation = p_conversation and seq < p_seq and person <> p_author and person = any (p_before || p_after);
$$;
