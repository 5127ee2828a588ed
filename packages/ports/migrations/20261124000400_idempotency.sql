create schema idempotency;

-- First answers to what people asked for with an idempotency key. Nothing of it can be read without the key, which is
-- not in here.
create table idempotency.answer (
  person uuid not null,
  -- derived from the key
  id bytea not null,
  -- of what was asked for: a keyed hash
  asked bytea not null,
  -- the request that is to answer
  request uuid not null,
  begun_at timestamptz not null,
  -- encrypted; null while the request is under way
  answer bytea,
  primary key (person, id)
);
create index on idempotency.answer (begun_at);
