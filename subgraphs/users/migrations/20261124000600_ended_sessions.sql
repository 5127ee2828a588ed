-- What each process asks every second: which sessions ended lately.
create index on users.session (ended_at) where ended_at is not null;
