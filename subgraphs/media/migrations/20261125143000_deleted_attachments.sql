-- When it was deleted; its row is forgotten some time after its objects.
alter table media.attachment add column deleted_at timestamptz;
-- When the objects of what is deleted are to be deleted next; null of all that is not.
alter table media.attachment add column collect_at timestamptz;
create index on media.attachment (collect_at) where collect_at is not null;

/*
 * Deletes attachments, for good: from its commit on nobody is given a URL of them, they may not be sent any more, and their
 * objects are deleted by whoever collects them. Answers how many it were. Locks their rows in id order.
 */
create function media.delete_attachments(p_attachments uuid[]) returns int language plpgsql as $$
declare
  deleted int;
begin
  perform from media.attachment where id = any (p_attachments) order by id for update;
  update media.attachment
  set status = 'REJECTED', rejected_because = 'It was deleted', file_name = '', thumbnails = '[]', avatar = false,
    deleted_at = now(), collect_at = now()
  where id = any (p_attachments) and deleted_at is null;
  get diagnostics deleted = row_count;
  return deleted;
end $$;

/*
 * Undoes claim_for_conversation, of attachments that are in no message of the conversation any more: they are deleted. One
 * that is an avatar stays that. Published, as claim_for_conversation is; the caller has locked the conversation's head.
 */
create function media.release_from_conversation(p_attachments uuid[], p_conversation uuid)
returns void language plpgsql as $$
begin
  perform from media.attachment where id = any (p_attachments) and conversation = p_conversation order by id for update;
  update media.attachment set conversation = null
  where id = any (p_attachments) and conversation = p_conversation and avatar;
  perform media.delete_attachments(array(
    select id from media.attachment where id = any (p_attachments) and conversation = p_conversation));
end $$;
