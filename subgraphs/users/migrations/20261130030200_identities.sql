-- Accounts at OpenID providers that people sign in with.
create table users.identity (
  tenant uuid not null references users.tenant,
  issuer text not null,
  -- never given to anybody else by this issuer
  subject text not null,
  account uuid not null references users.account on delete cascade,
  created_at timestamptz not null default now(),
  primary key (tenant, issuer, subject)
);
create index on users.identity (account);
