-- How many messages a day each of these tenants may send, for those that have a limit. Published.
create or replace function users.message_limits(p_tenants uuid[]) returns table (tenant uuid, most int) language sql stable as $$
  select id, max_messages_per_day from users.tenant where id = any (p_tenants) and max_messages_per_day is not null;
$$;
