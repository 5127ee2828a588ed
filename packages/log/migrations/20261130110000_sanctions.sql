-- Seconds between two messages of one member; 0: none.
alter table log.stream_head add column slow_mode_seconds int not null default 0;

-- What a person may not do in a conversation. One of each kind: a later one replaces it.
create table log.sanction (
  stream uuid not null references log.stream_head on delete cascade,
  person uuid not null,
  kind text not null check (kind in ('MUTED', 'BANNED')),
  id uuid not null,
  tenant uuid not null,
  reason text,
  until timestamptz,
  -- null: the operators, or somebody who was erased
  imposed_by uuid,
  at timestamptz not null default now(),
  primary key (stream, person, kind)
);
create index on log.sanction (id);
create index on log.sanction (person);

create view log.active_sanction with (security_invoker = true) as
  select * from log.sanction where until is null or until > clock_timestamp();
