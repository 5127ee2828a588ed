-- Published: what people are called.
create view users.shown_name as select id, display_name as name from users.account;

create function users.say_renamed() returns trigger language plpgsql as $$
begin
  perform search.person_renamed(new.id);
  return null;
end $$;

-- Whoever changes a name, and also who forgets it: no index may go on finding people by it.
create trigger renamed after update of display_name on users.account
  for each row when (old.display_name is distinct from new.display_name) execute function users.say_renamed();
