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

-- How far each member has read. Unread is a difference: what the head and the member's own count have gained since
-- the position was set, on top of what lay after it then. Nothing is written when somebody else sends.
create table conversations.read_state (
  conversation uuid not null references conversations.conversation on delete cascade,
  person uuid not null,
  tenant uuid not null,
  seq bigint not null,
  -- messages of others between the position and the head, at that time; at most 1,000
  unread int not null,
  -- log.stream_head.messages and log.stream_member.sent, at that time
  messages bigint not null,
  sent bigint not null,
  primary key (conversation, person)
);
