-- Messages of a conversation by position, oldest first, each with its reactions. Times are milliseconds since 1970.
create or replace function messages.rows_as_json(p_conversation uuid, p_seqs bigint[]) returns json language plpgsql stable
-- always by keys, and planned once for each connection
set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
begin
  return (
    with reactions as (
      select message, json_agg(json_build_object('emoji', emoji, 'count', people, 'people', first_people) order by first_at, emoji) as given
      from (
        select r.message, r.emoji, count(*) as people, min(r.at) as first_at,
          (array_agg(r.person order by r.at, r.person))[1:200] as first_people
        from messages.message m join messages.reaction r on r.conversation = m.conversation and r.message = m.id
        where m.conversation = p_conversation and m.seq = any (p_seqs)
        group by r.message, r.emoji
      ) by_emoji
      group by message
    )
    select json_agg(shown order by shown.seq)
    from (
      select m.id, m.conversation as "conversationId", m.seq, m.author as "authorId", m.text,
        m.mentions as "mentionIds", m.attachments as "attachmentIds", m.reply_to as "replyToId", m.thread as "threadId",
        m.reply_count as "replyCount", m.revision, m.updated_seq as "updatedSeq", m.pinned_at is not null as pinned,
        floor(extract(epoch from m.created_at) * 1000)::bigint as "createdAt",
        floor(extract(epoch from m.edited_at) * 1000)::bigint as "editedAt",
        floor(extract(epoch from m.deleted_at) * 1000)::bigint as "deletedAt",
        reactions.given as reactions
      from messages.message m left join reactions on reactions.message = m.id
      where m.conversation = p_conversation and m.seq = any (p_seqs)
    ) shown
  );
end $$;
