-- How many sockets and streams of a tenant are open, in all processes.
create or replace function users.sockets_open(p_tenant uuid) returns int language sql stable as $$
  select coalesce(sum(sockets), 0)::int from users.open_sockets
  where tenant = p_tenant and seen_at > now() - interval '1 minute';
$$;
