/*
 * Moves a member's position forward, at most to the head; false if it is there already. Only what lies between the
 * new position and the nearer of the head and the old one is counted, so that a message is passed over at most once.
 * The row is locked first: the next statement sees what whoever held it did to messages.
 */
create or replace function conversations.move_read_state(p_conversation uuid, p_person uuid, p_seq bigint)
returns boolean language plpgsql
-- always by keys and ranges of them: a plan made while the tables were small must not read them whole
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  perform from conversations.read_state
  where conversation = p_conversation and person = p_person and seq < p_seq for update;
  if not found then
    return false;
  end if;

  update conversations.read_state old
  set seq = place.seq, messages = h.messages, sent = m.sent, mentioned = m.mentioned,
    taken_back = conversations.taken_back_after(p_conversation, place.seq),
    unread = case when place.near_head then counted.unread
      else old.unread + (h.messages - old.messages) - (m.sent - old.sent) - counted.unread
        - (conversations.taken_back_after(p_conversation, old.seq) - old.taken_back) end,
    mentions = case when place.near_head then counted.mentions
      else old.mentions + (m.mentioned - old.mentioned) - counted.mentions end
  from conversations.read_state r
  join log.stream_head h on h.stream = r.conversation
  join log.present_member m on m.stream = r.conversation and m.person = r.person
  cross join lateral (select least(p_seq, h.seq) as seq, h.seq - p_seq < p_seq - r.seq as near_head) place
  cross join lateral (
    select count(*) as unread, count(*) filter (where p_person = any (message.mentions)) as mentions
    from messages.present_message message
    where message.conversation = r.conversation and message.author <> p_person
      and message.seq > case when place.near_head then place.seq else r.seq end
      and message.seq <= case when place.near_head then h.seq else place.seq end
  ) counted
  where r.conversation = p_conversation and r.person = p_person and r.seq < place.seq
    and old.conversation = r.conversation and old.person = r.person;
  return found;
end $$;
