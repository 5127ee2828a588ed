-- Bytes that a tenant stores. Published.
create or replace function media.stored_bytes(p_tenant uuid) returns bigint language sql stable as $$
  select coalesce(sum(bytes), 0)::bigint from media.stored where tenant = p_tenant;
$$;
