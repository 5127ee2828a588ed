-- How many messages a tenant has sent on a day of UTC, in slots: transactions on different connections count in different rows,
-- so that the sends of one tenant do not wait for each other.
create table messages.sent (
  tenant uuid not null,
  day date not null,
  slot int not null,
  messages bigint not null,
  primary key (tenant, day, slot)
) with (fillfactor = 50);
create index on messages.sent (day);
