create schema users;
create extension if not exists pg_trgm;

-- A company, a club, a family: whoever shares one sees each other and nobody else.
create table users.tenant (
  id uuid primary key,
  -- what people type at sign-in
  slug text not null unique,
  sign_up text not null check (sign_up in ('open', 'closed')),
  created_at timestamptz not null
);

-- A person or a bot. Its id is also the stream of its own log.
create table users.account (
  id uuid primary key references log.stream_head,
  tenant uuid not null references users.tenant,
  email text not null,
  -- argon2id, in PHC string format
  password_hash text not null,
  display_name text not null,
  -- the display name as it is searched and sorted: without case and accents
  search_name text collate "C" not null,
  bio text,
  locale text not null,
  time_zone text not null,
  avatar uuid,
  bot boolean not null,
  scopes text[] not null default '{}',
  created_at timestamptz not null,
  unique (tenant, email)
);
create index on users.account (tenant, search_name, id);
create index on users.account using gin (search_name gin_trgm_ops);

create table users.device (
  id uuid primary key,
  tenant uuid not null,
  account uuid not null references users.account on delete cascade,
  -- what the client knows itself by; two sign-ins without one are two devices
  fingerprint text,
  name text,
  platform text check (platform in ('WEB', 'IOS', 'ANDROID', 'DESKTOP', 'BOT')),
  push_token text,
  last_seen_at timestamptz not null,
  unique (account, fingerprint)
);

-- From sign-in to sign-out; the family of all refresh tokens that follow from one sign-in.
create table users.session (
  id uuid primary key,
  tenant uuid not null,
  account uuid not null references users.account on delete cascade,
  device uuid not null references users.device on delete cascade,
  created_at timestamptz not null default now(),
  -- moves on with each refresh
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index on users.session (account) where ended_at is null;
create index on users.session (device) where ended_at is null;

create table users.refresh_token (
  -- SHA-256 of the token
  hash bytea primary key,
  session uuid not null references users.session on delete cascade,
  issued_at timestamptz not null default now(),
  used_at timestamptz
);
create index on users.refresh_token (session);

-- Second factors (RFC 6238). Not asked for until confirmed.
create table users.totp (
  account uuid primary key references users.account on delete cascade,
  secret bytea not null,
  confirmed_at timestamptz,
  -- the latest time step whose code was accepted: neither it nor one before is accepted again
  last_step bigint not null default 0
);

create table users.recovery_code (
  account uuid not null references users.account on delete cascade,
  -- SHA-256 of the code
  hash bytea not null,
  used_at timestamptz,
  primary key (account, hash)
);
