/*
 * What belongs to the conversations subgraph when somebody else puts people in, as an invitation does. Published. The caller
 * has locked the conversation, adds the members first, and appends the entries.
 */
create or replace function conversations.people_joined(p_conversation uuid, p_people uuid[]) returns void language plpgsql as $$
begin
  update conversations.conversation set member_count = member_count + cardinality(p_people) where id = p_conversation;
  perform conversations.begin_reading(p_conversation, p_people);
end $$;
