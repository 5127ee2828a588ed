-- Whether a conversation is a DIRECT, whose members never change. Published.
create or replace function conversations.is_direct(p_conversation uuid) returns boolean language sql stable as $$
  select exists (select from conversations.conversation where id = p_conversation and kind = 'DIRECT');
$$;
