-- Adds bytes to what a tenant stores, or takes them away. The slot is the connection's: others count elsewhere.
create or replace function media.count_stored(p_tenant uuid, p_bytes bigint) returns void language sql as $$
  insert into media.stored as s (tenant, slot, bytes) values (p_tenant, pg_backend_pid() % 64, p_bytes)
  on conflict (tenant, slot) do update set bytes = s.bytes + excluded.bytes;
$$;
