-- The secret of a second factor, encrypted (JWE), and the id of the key. Rows from before have it in `secret`, until a worker
-- has encrypted it.
alter table users.totp
  add column sealed text,
  add column sealed_by text,
  alter column secret drop not null,
  add check (num_nonnulls(secret, sealed) = 1),
  add check ((sealed is null) = (sealed_by is null));
create index on users.totp (sealed_by, account);
