-- One apostrophe in a name as it is searched, whichever it was written with.
update users.account set search_name = translate(search_name, '`ʹʻʼʽˈ‘’‛′', '''''''''''''''''''''')
where search_name ~ '[`ʹʻʼʽˈ‘’‛′]';

-- What users publishes for other subgraphs: people by their name as it is searched.
create view users.searchable_person as
select id, tenant, search_name from users.account where erased_at is null;
