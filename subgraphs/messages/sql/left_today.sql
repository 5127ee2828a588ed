/*
 * How many messages a tenant may still send today, of the most that it may. Far from the limit nothing is locked: what others
 * are sending at this moment is less than the margin. Near it, the tenant's sends wait for each other, so that not one too
 * many is sent. Where nothing is left, nobody waits. Null without p_wait where it would wait.
 */
create or replace function messages.left_today(p_tenant uuid, p_most int, p_wait boolean) returns bigint language plpgsql as $$
declare
  margin constant bigint := greatest(p_most / 50, 10000);
  own_lock constant bigint := hashtextextended('messages.sent ' || p_tenant, 0);
  used bigint := messages.sent_today(p_tenant);
begin
  if used < p_most and used + margin > p_most then
    if p_wait then
      perform pg_advisory_xact_lock(own_lock);
    elsif not pg_try_advisory_xact_lock(own_lock) then
      return null;
    end if;
    used := messages.sent_today(p_tenant);
  end if;
  return greatest(p_most - used, 0);
end $$;
