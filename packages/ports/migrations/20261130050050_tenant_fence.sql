/*
 * What a unit of work of a tenant searches. The operators of full text are not leakproof, so under a policy PostgreSQL would
 * use no index of them. Therefore this view reads the table as its owner, without the policy, and has the condition itself.
 */
create view search.findable_message as
select * from search.message
where (select current_user <> 'parley_tenant')
  or tenant = any ((select coalesce(nullif(current_setting('parley.tenants', true), ''), '{}')::uuid[])::uuid[]);
