/*
 * Deletes attachments, for good: from its commit on nobody is given a URL of them, they may not be sent any more, and their
 * objects are deleted by whoever collects them. Answers how many it were. Locks their rows in id order.
 */
create or replace function media.delete_attachments(p_attachments uuid[]) returns int language plpgsql as $$
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
