create schema conversations;

-- What a conversation is. Who is in it, its positions and whether it is public are the log's to keep.
create table conversations.conversation (
  id uuid primary key references log.stream_head on delete cascade,
  tenant uuid not null,
  kind text not null check (kind in ('DIRECT', 'GROUP', 'CHANNEL')),
  title text,
  topic text,
  -- how many of log.present_member are its; changed in the transaction that changes them
  member_count int not null check (member_count >= 0),
  created_at timestamptz not null,
  -- the two of a DIRECT, in order of their ids; one person twice for a conversation with oneself
  direct_low uuid,
  direct_high uuid,
  check ((kind = 'DIRECT') = (title is null)),
  check ((kind = 'DIRECT') = (direct_low is not null and direct_high is not null)),
  check (direct_low <= direct_high),
  unique (tenant, direct_low, direct_high)
);

-- How far each member has read. Unread and mentions are differences: what the head and the member's own counts have
-- gained since the position was set, on top of what lay after it then. Nothing is written when somebody else sends.
-- The counts on top are corrected when a message after the position changes, so one that came later makes them negative.
create table conversations.read_state (
  conversation uuid not null references conversations.conversation on delete cascade,
  person uuid not null,
  tenant uuid not null,
  seq bigint not null,
  -- messages of others between the position and the head at that time, and those of them that name the person
  unread bigint not null,
  mentions bigint not null,
  -- log.stream_head.messages, log.stream_member.sent and .mentioned, at that time
  messages bigint not null,
  sent bigint not null,
  mentioned bigint not null,
  primary key (conversation, person)
);

/*
 * Moves a member's position forward, at most to the head; false if it is there already. Only what lies between the
 * new position and the nearer of the head and the old one is counted, so that a message is passed over at most once.
 * The row is locked first: the next statement sees what whoever held it did to messages.
 */
create function conversations.move_read_state(p_conversation uuid, p_person uuid, p_seq bigint)
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
    unread = case when place.near_head then counted.unread
      else old.unread + (h.messages - old.messages) - (m.sent - old.sent) - counted.unread end,
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

-- What conversations publishes for other subgraphs: they call these in their own transactions, and touch nothing else.

/*
 * A message is not there any more: it no longer counts for those who have not read it. `p_mentions` are those whom it
 * named. The caller has locked the conversation's head, and calls it once for a message.
 */
create function conversations.message_taken_back(p_conversation uuid, p_seq bigint, p_author uuid, p_mentions uuid[])
returns void language sql as $$
  update conversations.read_state
  set unread = unread - 1, mentions = mentions - (person = any (p_mentions))::int
  where conversation = p_conversation and seq < p_seq and person <> p_author;
$$;

/*
 * A message names others than before: it counts so for those who have not read it. The caller has locked the
 * conversation's head.
 */
create function conversations.mentions_changed(
  p_conversation uuid, p_seq bigint, p_author uuid, p_before uuid[], p_after uuid[]
) returns void language sql as $$
  update conversations.read_state
  set mentions = mentions + (person = any (p_after))::int - (person = any (p_before))::int
  where conversation = p_conversation and seq < p_seq and person <> p_author and person = any (p_before || p_after);
$$;
