/*
 * Undoes claim_for_conversation, of attachments that are in no message of the conversation any more: they are deleted. One
 * that is an avatar stays that. Published, as claim_for_conversation is; the caller has locked the conversation's head.
 */
create or replace function media.release_from_conversation(p_attachments uuid[], p_conversation uuid)
returns void language plpgsql as $$
begin
  perform from media.attachment where id = any (p_attachments) and conversation = p_conversation order by id for update;
  update media.attachment set conversation = null
  where id = any (p_attachments) and conversation = p_conversation and avatar;
  perform media.delete_attachments(array(
    select id from media.attachment where id = any (p_attachments) and conversation = p_conversation));
end $$;
