/*
 * A process says how many sockets it has open, by tenant, and how many of those that it leased it keeps; tenants that it does not
 * name have none. Answers which of the tenants have a limit.
 */
create or replace function users.report_sockets(p_process uuid, p_open json) returns uuid[] language plpgsql as $$
declare
  limited uuid[];
begin
  delete from users.open_sockets where process = p_process and tenant not in (
    select tenant from json_to_recordset(p_open) as i(tenant uuid));
  insert into users.open_sockets as o (process, tenant, sockets, leased)
  select p_process, i.tenant, i.sockets, i.leased
  from json_to_recordset(p_open) as i(tenant uuid, sockets int, leased int)
  on conflict (process, tenant) do update set sockets = excluded.sockets, leased = excluded.leased, seen_at = now();
  delete from users.open_sockets where seen_at < now() - interval '10 minutes';
  select coalesce(array_agg(id), '{}') into limited from users.tenant
  where max_sockets is not null and id in (select tenant from json_to_recordset(p_open) as i(tenant uuid));
  return limited;
end $$;
