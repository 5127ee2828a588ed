create or replace function users.say_renamed() returns trigger language plpgsql as $$
begin
  perform search.person_renamed(new.id);
  return null;
end $$;
