/*
 * Whether an id is a person's of this tenant: everybody has a stream from sign-up on. Other streams are conversations and the
 * tenant itself.
 */
create or replace function conversations.is_person(p_tenant uuid, p_person uuid) returns boolean language sql stable as $$
  select exists (select from log.stream_head h where h.stream = p_person and h.tenant = p_tenant)
    and p_person <> p_tenant and not exists (select from conversations.conversation c where c.id = p_person);
$$;
