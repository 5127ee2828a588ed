-- Deletes records that are older than `p_before` and that every group has processed, at most `p_limit` in each
-- partition, oldest first. A group that starts later begins at the oldest record that is left.
create or replace function event_stream.expire(p_before timestamptz, p_limit int) returns bigint language plpgsql as $$
declare
  deleted bigint;
begin
  delete from event_stream.record r
  using event_stream.head h,
    lateral (select coalesce(min(p."offset"), h."offset") as "offset" from event_stream.position p where p.partition = h.partition) done,
    lateral (
      select old."offset", old.published_at from event_stream.record old
      where old.partition = h.partition and old."offset" <= done."offset"
      order by old."offset" limit p_limit
    ) oldest
  where r.partition = h.partition and r."offset" = oldest."offset" and oldest.published_at < p_before;
  get diagnostics deleted = row_count;
  return deleted;
end $$;
