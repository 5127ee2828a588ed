create or replace function users.give_handle() returns trigger language plpgsql as $$
begin
  new.handle := coalesce(new.handle, users.new_handle(new.tenant, new.search_name));
  return new;
end $$;
