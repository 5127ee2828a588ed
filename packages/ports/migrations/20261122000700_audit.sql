create schema audit;

-- What people and bots did, or tried to: names and ids, never what they wrote.
create table audit.entry (
  id uuid primary key,
  at timestamptz not null,
  -- of whoever did it; null for somebody who was not signed in
  tenant uuid,
  actor uuid,
  session uuid,
  action text not null,
  -- on what; null where it is the actor's own account
  subject uuid,
  address text,
  correlation_id text not null,
  -- `done`, or the error's code
  outcome text not null
);
create index on audit.entry (tenant, at);
create index on audit.entry (subject, at) where subject is not null;
