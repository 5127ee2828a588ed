-- The role of a person in their tenant. Published.
create or replace function users.tenant_role(p_person uuid) returns text language sql stable as $$
  select role from users.account where id = p_person;
$$;
