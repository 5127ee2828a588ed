-- Keeps what tenants store: the announced size of each upload that is not REJECTED.
create or replace function media.attachment_stored() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform media.count_stored(tenant, sum(size)) from after where status <> 'REJECTED' group by tenant;
  elsif tg_op = 'DELETE' then
    perform media.count_stored(tenant, -sum(size)) from before where status <> 'REJECTED' group by tenant;
  else
    perform media.count_stored(b.tenant, -sum(b.size)) from before b join after a using (id)
    where b.status <> 'REJECTED' and a.status = 'REJECTED' group by b.tenant;
  end if;
  return null;
end $$;
