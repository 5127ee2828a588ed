alter view messages.present_message set (security_invoker = true);
alter view messages.searchable_message set (security_invoker = true);

-- Whose they are, which only the message said. Processes of the previous version do not write it.
alter table messages.reaction add column tenant uuid;
alter table messages.revision add column tenant uuid;
update messages.reaction r set tenant = m.tenant from messages.message m where m.conversation = r.conversation and m.id = r.message;
update messages.revision r set tenant = m.tenant from messages.message m where m.conversation = r.conversation and m.id = r.message;

create function messages.take_tenant() returns trigger language plpgsql as $$
begin
  select m.tenant into new.tenant from messages.message m where m.conversation = new.conversation and m.id = new.message;
  return new;
end $$;

create trigger take_tenant before insert on messages.reaction
  for each row when (new.tenant is null) execute function messages.take_tenant();
create trigger take_tenant before insert on messages.revision
  for each row when (new.tenant is null) execute function messages.take_tenant();
