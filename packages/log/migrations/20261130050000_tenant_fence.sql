-- A view reads with the rights of whoever queries it, so that what a policy hides stays hidden behind views too.
alter view log.present_member set (security_invoker = true);

-- Units of work of tenants append; only the relay, which works for all of them, reads and deletes.
grant insert on log.outbox to parley_tenant;
