-- How many bytes a tenant may store; null where it has no limit. Published.
create or replace function users.storage_limit(p_tenant uuid) returns bigint language sql stable as $$
  select max_storage_bytes from users.tenant where id = p_tenant;
$$;
