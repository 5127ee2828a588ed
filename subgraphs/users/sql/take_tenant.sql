-- A refresh token has the tenant of its session.
create or replace function users.take_tenant() returns trigger language plpgsql as $$
begin
  select s.tenant into new.tenant from users.session s where s.id = new.session;
  return new;
end $$;
