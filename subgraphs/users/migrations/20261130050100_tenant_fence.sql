-- A tenant sees itself.
create policy tenant on users.tenant
  using (id = any ((select coalesce(nullif(current_setting('parley.tenants', true), ''), '{}')::uuid[])::uuid[]));
alter table users.tenant enable row level security;

-- A refresh token is of the tenant whose unit of work issues it: with its session, in one statement, or, for all others, of
-- its session's.
alter table users.refresh_token add column tenant uuid;
update users.refresh_token t set tenant = s.tenant from users.session s where s.id = t.session;
alter table users.refresh_token
  alter column tenant set default (nullif(current_setting('parley.tenants', true), '')::uuid[])[1];

create function users.take_tenant() returns trigger language plpgsql as $$
begin
  select s.tenant into new.tenant from users.session s where s.id = new.session;
  return new;
end $$;

create trigger take_tenant before insert on users.refresh_token
  for each row when (new.tenant is null) execute function users.take_tenant();

alter view users.shown_name set (security_invoker = true);

/*
 * Searched by parts of names. LIKE is not leakproof, so under a policy PostgreSQL would use no index for it. Therefore this
 * view reads the accounts as its owner, without the policy, and has the condition itself.
 */
create or replace view users.searchable_person as
select id, tenant, search_name from users.account
where erased_at is null and ((select current_user <> 'parley_tenant')
  or tenant = any ((select coalesce(nullif(current_setting('parley.tenants', true), ''), '{}')::uuid[])::uuid[]));
