/*
 * Lets a process have so many sockets of a tenant open, or fewer where the tenant's limit leaves fewer: what processes lease is
 * never more than the limit in all. Answers how many it may have; null where the tenant has no limit. Some are leased in
 * advance, so that not each socket asks: 1 in 400 of the limit, for each process.
 */
create or replace function users.lease_sockets(p_process uuid, p_tenant uuid, p_wanted int)
returns table (leased int, most int) language plpgsql as $$
#variable_conflict use_column
declare
  v_most int := (select max_sockets from users.tenant where id = p_tenant);
  v_others int;
  v_leased int;
begin
  if v_most is null then
    return query select null::int, null::int;
    return;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('users.open_sockets ' || p_tenant, 0));
  v_others := coalesce((
    select sum(greatest(o.leased, o.sockets)) from users.open_sockets o
    where o.tenant = p_tenant and o.process <> p_process and o.seen_at > now() - interval '1 minute'), 0);
  v_leased := greatest(least(p_wanted + v_most / 400, v_most - v_others), 0);
  insert into users.open_sockets as o (process, tenant, sockets, leased) values (p_process, p_tenant, 0, v_leased)
  on conflict (process, tenant) do update set leased = excluded.leased, seen_at = now();
  return query select v_leased, v_most;
end $$;
