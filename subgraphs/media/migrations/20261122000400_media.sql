create schema media;

-- An upload from its announcement on. The bytes are in the object store.
create table media.attachment (
  id uuid primary key,
  tenant uuid not null,
  owner uuid not null,
  file_name text not null,
  mime_type text not null,
  -- bytes
  size int not null check (size > 0),
  -- hex
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  status text not null check (status in ('PENDING', 'SCANNING', 'READY', 'REJECTED')),
  rejected_because text,
  -- pixels, as it is to be shown
  width int,
  height int,
  -- whose members may see it, once it was sent there
  conversation uuid,
  -- whether everybody of the tenant may see it
  avatar boolean not null default false,
  created_at timestamptz not null,
  upload_expires_at timestamptz not null
);
-- Uploads that are not complete: how many somebody has, and which to collect.
create index on media.attachment (owner) where status = 'PENDING';
create index on media.attachment (upload_expires_at) where status = 'PENDING';

-- What media publishes for other subgraphs: they call these functions in their own transactions, and touch nothing else.

/*
 * Shows attachments to the members of a conversation. True if every one is of this owner and tenant, not REJECTED, and
 * not claimed for another conversation: then all are claimed. False: none is. Claiming again for the same conversation
 * is no error. One whose upload is under way is claimed too: how that ends is told in the conversation's log. Locks the
 * rows in id order until the end of the transaction; the caller has locked the conversation's head before.
 */
create function media.claim_for_conversation(p_attachments uuid[], p_owner uuid, p_tenant uuid, p_conversation uuid)
returns boolean language plpgsql as $$
declare
  asked int;
  claimable int;
begin
  select count(*) into asked from (select distinct unnest(p_attachments)) a;
  if asked = 0 then
    return true;
  end if;
  with locked as (
    select id from media.attachment
    where id = any (p_attachments) and owner = p_owner and tenant = p_tenant and status <> 'REJECTED'
      and (conversation is null or conversation = p_conversation)
    order by id for update
  )
  select count(*) into claimable from locked;
  if claimable < asked then
    return false;
  end if;
  update media.attachment set conversation = p_conversation where id = any (p_attachments) and conversation is null;
  return true;
end $$;

/*
 * Shows an image to everybody of the tenant. True if it is READY, of this owner and tenant, and an image whose bytes
 * have been looked at (so it has a width).
 */
create function media.claim_avatar(p_attachment uuid, p_owner uuid, p_tenant uuid)
returns boolean language sql as $$
  with claimed as (
    update media.attachment set avatar = true
    where id = p_attachment and owner = p_owner and tenant = p_tenant and status = 'READY' and width is not null
    returning 1
  )
  select exists (select from claimed);
$$;
