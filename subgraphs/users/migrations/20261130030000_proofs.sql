alter table users.account
  -- When the address was proven to be the person's, by a link that was mailed to it.
  add column email_verified_at timestamptz,
  -- Grows with each change of the password or of the second factor: a sign-in that began before one does not complete.
  add column credentials_version int not null default 0;

-- Links in mails, for one use each.
create table users.mailed_token (
  -- SHA-256 of the token
  hash bytea primary key,
  account uuid not null references users.account on delete cascade,
  purpose text not null check (purpose in ('verify-email', 'change-email', 'reset-password')),
  -- the address that it was mailed to
  email text not null,
  expires_at timestamptz not null
);
create index on users.mailed_token (account);
create index on users.mailed_token (expires_at);

-- When somebody was last notified of a kind of change to their account.
create table users.notice (
  account uuid not null references users.account on delete cascade,
  kind text not null,
  mailed_at timestamptz not null,
  primary key (account, kind)
);

alter table users.totp add column enrolled_at timestamptz not null default now();
-- Nobody has proven that these are theirs: enrolling did not ask for the password before.
delete from users.totp where confirmed_at is null;
