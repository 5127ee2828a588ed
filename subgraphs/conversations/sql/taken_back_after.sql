/*
 * How many messages after a position were deleted. Of each level it adds the buckets behind that of the position, up to the
 * end of the bucket one level above: at most 63 rows of a level, however many messages the conversation has.
 */
create or replace function conversations.taken_back_after(p_conversation uuid, p_seq bigint)
returns bigint language plpgsql stable
set enable_seqscan = off
as $$
begin
  return (
    select coalesce(sum(t.messages), 0)
    from generate_series(0, 4) l(level)
    cross join lateral (
      select b.messages from conversations.taken_back b
      where b.conversation = p_conversation and b.level = l.level and b.bucket > p_seq >> (6 * l.level)
        and b.bucket < case when l.level = 4 then 9223372036854775807 else ((p_seq >> (6 * (l.level + 1))) + 1) << 6 end
    ) t);
end $$;
