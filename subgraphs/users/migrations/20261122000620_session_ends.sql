-- What the collector of sessions looks for: sessions by their end, tokens by their use, devices by when they were last seen.
create index on users.session ((least(expires_at, ended_at)));
create index on users.refresh_token (used_at) where used_at is not null;
create index on users.device (last_seen_at);
-- of all sessions, as the removal of a device asks
create index on users.session (device);
