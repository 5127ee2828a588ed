-- When an image may be looked at again, by whoever is first: its scanner has it until then.
alter table media.attachment add column scan_until timestamptz;
-- How often it was begun to look at it. What ends the process each time must not do so forever.
alter table media.attachment add column scans int not null default 0;
-- Of an image: hex, of what is shown of it instead of what was uploaded.
alter table media.attachment add column shown_sha256 text;
-- [{ name, width, height, mimeType, sha256 }], smallest first
alter table media.attachment add column thumbnails jsonb not null default '[]';

create index on media.attachment (created_at) where status = 'SCANNING';
-- How many uploads somebody has that are not settled.
create index on media.attachment (owner) where status in ('PENDING', 'SCANNING');
drop index media.attachment_owner_idx;

-- Images from before are still what was uploaded, with whatever the camera wrote into them.
update media.attachment set status = 'SCANNING'
where status = 'READY' and mime_type in ('image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif');
