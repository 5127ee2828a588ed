-- When a member last sent, in conversations with slow mode.
create table messages.last_sent (
  conversation uuid not null,
  author uuid not null,
  tenant uuid not null,
  at timestamptz not null,
  primary key (conversation, author)
);
create index on messages.last_sent (author);
