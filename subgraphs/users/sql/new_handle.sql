-- Makes a handle of a name as it is searched: `sam.lee`, and `sam.lee.2` for the next person. Locks the tenant's handles.
create or replace function users.new_handle(of_tenant uuid, name text) returns text language plpgsql as $$
declare
  base text := coalesce(
    nullif(btrim(regexp_replace(left(name, 40), '[[:space:][:punct:]]+', '.', 'g'), '.'), ''), 'person'
  );
  candidate text := base;
  tries int := 1;
begin
  perform pg_advisory_xact_lock(hashtextextended('users.handle ' || of_tenant, 0));
  while exists (select from users.account a where a.tenant = of_tenant and a.handle = candidate) loop
    tries := tries + 1;
    candidate := base || '.' || case when tries < 10 then tries else floor(random() * 10 ^ (tries / 5 + 2))::bigint end;
  end loop;
  return candidate;
end $$;
