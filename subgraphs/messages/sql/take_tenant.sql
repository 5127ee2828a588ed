-- A reaction and a revision have the tenant of their message.
create or replace function messages.take_tenant() returns trigger language plpgsql as $$
begin
  select m.tenant into new.tenant from messages.message m where m.conversation = new.conversation and m.id = new.message;
  return new;
end $$;
