-- Scores of suspicious activity.
create table users.suspicion (
  account uuid primary key references users.account on delete cascade,
  tenant uuid not null,
  -- by signal, as of `scored_at`: they fade
  points jsonb not null default '{}',
  scored_at timestamptz not null default now(),
  -- its operations are limited until then
  slowed_until timestamptz,
  -- nobody can sign in until the person unlocks it by mail
  locked_at timestamptz
);
create index on users.suspicion (slowed_until);

-- Networks, not addresses, from which accounts were signed in to.
create table users.known_network (
  account uuid not null references users.account on delete cascade,
  tenant uuid not null,
  network text not null,
  last_seen_at timestamptz not null default now(),
  primary key (account, network)
);
create index on users.known_network (last_seen_at);

alter table users.mailed_token
  drop constraint mailed_token_purpose_check,
  add constraint mailed_token_purpose_check
    check (purpose in ('verify-email', 'change-email', 'reset-password', 'unlock-account'));
