/*
 * Shows an image to everybody of the tenant. True if it is READY, of this owner and tenant, and an image whose bytes
 * have been looked at (so it has a width).
 */
create or replace function media.claim_avatar(p_attachment uuid, p_owner uuid, p_tenant uuid)
returns boolean language sql as $$
  with claimed as (
    update media.attachment set avatar = true
    where id = p_attachment and owner = p_owner and tenant = p_tenant and status = 'READY' and width is not null
    returning 1
  )
  select exists (select from claimed);
$$;
