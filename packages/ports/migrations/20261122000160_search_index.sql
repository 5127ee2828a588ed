-- one index over a tenant and terms: a word that is common in a large tenant costs the others nothing
create extension if not exists btree_gin;

create schema search;

create table search.message (
  tenant uuid not null,
  conversation uuid not null,
  id uuid not null,
  -- of a deleted message too, or a late older document would bring its text back
  version bigint not null,
  author uuid not null,
  text text not null,
  terms tsvector not null,
  mentions uuid[] not null,
  has_attachment boolean not null,
  created_at timestamptz not null,
  primary key (conversation, id)
);

create index on search.message using gin (tenant, terms);
