-- An account that is closed for good. What says who they were is gone once the erasure is through; the row stays, for
-- their id is in the logs and in what others wrote.
alter table users.account add column erased_at timestamptz;
