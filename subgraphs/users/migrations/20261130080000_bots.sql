-- A bot or a partner: an account that signs in by keys. Its owner answers for it.
create table users.bot (
  account uuid primary key references users.account on delete cascade,
  tenant uuid not null,
  owner uuid not null references users.account,
  kind text not null check (kind in ('BOT', 'PARTNER')),
  created_at timestamptz not null default now(),
  -- none of its keys is valid after this
  ended_at timestamptz,
  -- when its operations were last published or ended
  operations_changed_at timestamptz
);
create index on users.bot (owner);
create index on users.bot (tenant);
create index on users.bot (operations_changed_at);

create table users.bot_key (
  id uuid primary key,
  tenant uuid not null,
  account uuid not null references users.bot on delete cascade,
  -- SHA-256 of the key
  hash bytea not null unique,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  -- it is not valid after this
  expires_at timestamptz,
  ended_at timestamptz,
  last_used_at timestamptz
);
create index on users.bot_key (account);

-- Each key has one session, which each exchange of the key prolongs.
alter table users.session add column bot_key uuid references users.bot_key on delete cascade;
create unique index on users.session (bot_key) where ended_at is null;

-- Operations are published in versions, which do not change. A bot may run those of all versions that have not ended.
create table users.bot_version (
  account uuid not null references users.bot on delete cascade,
  tenant uuid not null,
  version text not null,
  published_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (account, version)
);

create table users.bot_operation (
  account uuid not null,
  tenant uuid not null,
  version text not null,
  -- SHA-256 of the text
  hash bytea not null,
  text text not null,
  primary key (account, version, hash),
  foreign key (account, version) references users.bot_version on delete cascade
);
