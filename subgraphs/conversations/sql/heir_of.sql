/*
 * The next OWNER after a person: a moderator, or else the member who joined first, readers last. Null if there is another OWNER, or
 * nobody else. The caller has locked the conversation's head. Published.
 */
create or replace function conversations.heir_of(p_conversation uuid, p_person uuid) returns uuid language sql stable as $$
  select m.person from log.present_member m
  where m.stream = p_conversation and m.person <> p_person and not exists (
    select from log.present_member o where o.stream = p_conversation and o.person <> p_person and o.role = 'OWNER')
  order by m.role = 'MODERATOR' desc, m.role = 'READER', m.joined_at, m.person limit 1;
$$;
