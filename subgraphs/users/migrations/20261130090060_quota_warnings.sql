-- Of which limits the owners and admins of a tenant were warned.
create table users.quota_warning (
  tenant uuid not null,
  quota text not null,
  -- the limit that was nearly reached, and for messages the day of UTC
  most bigint not null,
  day date,
  at timestamptz not null default now(),
  primary key (tenant, quota)
);
