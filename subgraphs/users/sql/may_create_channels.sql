-- Whether a person may create channels, as their role and the settings of their tenant say. Published.
create or replace function users.may_create_channels(p_person uuid) returns boolean language sql stable as $$
  select coalesce((
    select a.role in ('OWNER', 'ADMIN', 'MODERATOR') or a.role = 'MEMBER' and t.members_may_create_channels
    from users.account a join users.tenant t on t.id = a.tenant where a.id = p_person
  ), true);
$$;
