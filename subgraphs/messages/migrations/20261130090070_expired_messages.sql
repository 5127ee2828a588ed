-- Up to which position the messages of a conversation are deleted because they were too old.
create table messages.expired (
  conversation uuid primary key,
  seq bigint not null
);
