-- Tenants that keep messages for a time only, with the number of days. Published.
create or replace function users.retentions() returns table (tenant uuid, days int) language sql stable as $$
  select id, retention_days from users.tenant where retention_days is not null;
$$;
