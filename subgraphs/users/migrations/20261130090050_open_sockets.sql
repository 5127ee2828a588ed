-- Sockets and streams that gateway processes have open, by tenant. A process that gives no sign of life for a minute has none.
create table users.open_sockets (
  process uuid not null,
  tenant uuid not null,
  sockets int not null,
  -- as many as the process may open without asking; only of tenants that have a limit
  leased int not null default 0,
  seen_at timestamptz not null default now(),
  primary key (process, tenant)
);
create index on users.open_sockets (tenant);
create index on users.open_sockets (seen_at);
