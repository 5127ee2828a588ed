-- How many messages a tenant has sent on this day of UTC. Published.
create or replace function messages.sent_today(p_tenant uuid) returns bigint language sql volatile as $$
  select coalesce(sum(messages), 0)::bigint from messages.sent where tenant = p_tenant and day = (now() at time zone 'UTC')::date;
$$;
