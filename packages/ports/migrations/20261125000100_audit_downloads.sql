-- Who was given URLs of attachments, lately.
create index on audit.entry (at) where action = 'download';
