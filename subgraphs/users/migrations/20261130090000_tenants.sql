-- How a tenant is run. Limits are null where there are none.
alter table users.tenant
  add column name text,
  add column email_domains text[] not null default '{}',
  add column members_may_invite boolean not null default true,
  add column members_may_create_channels boolean not null default true,
  add column require_totp boolean not null default false,
  add column retention_days int check (retention_days > 0),
  add column max_members int check (max_members >= 0),
  add column max_sockets int check (max_sockets >= 0),
  add column max_messages_per_day int check (max_messages_per_day >= 0),
  add column max_storage_bytes bigint check (max_storage_bytes >= 0),
  add column suspended_at timestamptz,
  add column suspended_because text;
-- processes of the previous version create tenants without a name
update users.tenant set name = slug;
alter table users.tenant drop constraint tenant_sign_up_check;
alter table users.tenant add constraint tenant_sign_up_check check (sign_up in ('open', 'domains', 'invited', 'closed'));

alter table users.account
  add column role text not null default 'MEMBER' check (role in ('OWNER', 'ADMIN', 'MODERATOR', 'MEMBER', 'GUEST')),
  add column suspended_at timestamptz,
  -- null: until somebody restores the account
  add column suspended_until timestamptz,
  add column suspended_because text;
create index on users.account (tenant, role) where role <> 'MEMBER';

-- A way into a tenant, and into one of its conversations.
create table users.invitation (
  id uuid primary key,
  tenant uuid not null references users.tenant,
  -- SHA-256 of the code
  code_hash bytea not null unique,
  -- the only address that may use it
  email text,
  conversation uuid,
  -- null: the operators
  created_by uuid references users.account on delete cascade,
  -- of who signs up with it
  role text not null default 'MEMBER' check (role in ('OWNER', 'ADMIN', 'MODERATOR', 'MEMBER', 'GUEST')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  max_uses int not null check (max_uses > 0),
  uses int not null default 0 check (uses <= max_uses),
  revoked_at timestamptz
);
create index on users.invitation (tenant, id);
create index on users.invitation (created_by);
create index on users.invitation (expires_at);

-- Who used it: once each.
create table users.invitation_use (
  invitation uuid not null references users.invitation on delete cascade,
  account uuid not null references users.account on delete cascade,
  used_at timestamptz not null default now(),
  primary key (invitation, account)
);
create index on users.invitation_use (account);
