-- The shard of a stream, 0 to 15, in the outbox and in the event stream. Rows hold it, so it never changes.
create or replace function log.shard_of(p_stream uuid) returns int language sql immutable parallel safe as
  $$ select abs(hashtext(p_stream::text) % 16) $$;
