/*
 * Shows attachments to the members of a conversation. True if every one is of this owner and tenant, not REJECTED, and
 * not claimed for another conversation: then all are claimed. False: none is. Claiming again for the same conversation
 * is no error. One whose upload is under way is claimed too: how that ends is an event in the conversation's log. Locks the
 * rows in id order until the end of the transaction; the caller has locked the conversation's head before.
 */
create or replace function media.claim_for_conversation(p_attachments uuid[], p_owner uuid, p_tenant uuid, p_conversation uuid)
returns boolean language plpgsql
-- always by keys, and planned once for each connection
set plan_cache_mode = force_generic_plan
as $$
declare
  requested int;
  claimable int;
begin
  select count(*) into requested from (select distinct unnest(p_attachments)) a;
  if requested = 0 then
    return true;
  end if;
  with locked as (
    select id from media.attachment
    where id = any (p_attachments) and owner = p_owner and tenant = p_tenant and status <> 'REJECTED'
      and (conversation is null or conversation = p_conversation)
    order by id for update
  )
  select count(*) into claimable from locked;
  if claimable < requested then
    return false;
  end if;
  update media.attachment set conversation = p_conversation where id = any (p_attachments) and conversation is null;
  return true;
end $$;
