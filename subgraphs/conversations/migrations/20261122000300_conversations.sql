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
