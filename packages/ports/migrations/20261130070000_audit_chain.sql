-- Entries are chained: each has its number, and a digest of its content and of the digest before it.
alter table audit.entry
  add column number bigint unique,
  -- SHA-256 of salt and address: the address can be deleted without breaking the chain
  add column address_salt bytea,
  add column address_digest bytea,
  add column digest bytea,
  add check ((number is null) = (digest is null));

-- Its last entry.
create table audit.chain (
  one boolean primary key default true check (one),
  number bigint not null,
  digest bytea not null,
  -- entries from before there was a chain
  unchained bigint not null
);
insert into audit.chain (number, digest, unchained) select 0, '', count(*) from audit.entry;
