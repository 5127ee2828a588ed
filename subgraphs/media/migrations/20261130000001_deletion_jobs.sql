-- Jobs delete the objects. Processes of the previous version still read this column and its index.
comment on column media.attachment.collect_at is 'Not used any more';
-- Deleted attachments without a job, as those of the previous version.
create index on media.attachment (deleted_at) where deleted_at is not null;
