/*
 * Deletes attachments, for good: from its commit on nobody is given a URL of them, and they may not be sent any more. A job
 * for each deletes its objects. Returns the number of attachments. Locks their rows in id order.
 */
create or replace function media.delete_attachments(p_attachments uuid[]) returns int language plpgsql as $$
declare
  deleted int;
begin
  perform from media.attachment where id = any (p_attachments) order by id for update;
  with gone as (
    update media.attachment
    set status = 'REJECTED', rejected_because = 'It was deleted', file_name = '', thumbnails = '[]', avatar = false,
      deleted_at = now()
    where id = any (p_attachments) and deleted_at is null
    returning id
  )
  select count(job_queue.add_job('media-deletions', jsonb_build_object('attachment', id), id::text)) into deleted from gone;
  return deleted;
end $$;
