-- A short name, one of its kind in a tenant: it tells people of one name apart. It stays when the name changes.
alter table users.account add column handle text collate "C";
create unique index on users.account (tenant, handle);

-- Out of the name as it is searched: `sam.lee`, and `sam.lee.2` for the next one. The caller's transaction is alone in it.
create function users.new_handle(of_tenant uuid, name text) returns text language plpgsql as $$
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

create function users.give_handle() returns trigger language plpgsql as $$
begin
  new.handle := coalesce(new.handle, users.new_handle(new.tenant, new.search_name));
  return new;
end $$;

do $$
declare
  person record;
begin
  for person in select id, tenant, search_name, erased_at from users.account order by created_at, id loop
    update users.account set handle =
      case when person.erased_at is null then users.new_handle(person.tenant, person.search_name) else person.id::text end
    where account.id = person.id;
  end loop;
end $$;

alter table users.account alter column handle set not null;
create trigger give_handle before insert on users.account for each row execute function users.give_handle();
