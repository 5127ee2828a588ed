/*
 * A member has been banned, and is none any more. The caller has locked the conversation's head.
 */
create or replace function conversations.member_banned(p_conversation uuid) returns void language sql as $$
  update conversations.conversation set member_count = member_count - 1 where id = p_conversation;
$$;
