/*
 * Undoes claim_avatar, of an image that no profile shows any more: unless it is in a conversation, it is deleted a day later.
 * Published, as claim_avatar is.
 */
create or replace function media.release_avatar(p_attachment uuid, p_owner uuid, p_tenant uuid) returns void language sql as $$
  update media.attachment set avatar = false, idle_since = now()
  where id = p_attachment and owner = p_owner and tenant = p_tenant and avatar;
$$;
