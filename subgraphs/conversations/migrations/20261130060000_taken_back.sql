-- How many messages of a conversation were deleted, by position, so that a deletion costs the same however many members have
-- not read it. A bucket of level l counts 64^l positions: its number is the position, divided by that.
create table conversations.taken_back (
  conversation uuid not null references log.stream_head on delete cascade,
  level int not null,
  bucket bigint not null,
  messages bigint not null,
  primary key (conversation, level, bucket)
) with (fillfactor = 70);

-- Deletions after the position that `unread` already leaves out: conversations.taken_back_after at the time it was counted.
-- What was deleted before this table was there has been subtracted from `unread`.
alter table conversations.read_state add column taken_back bigint not null default 0;
