-- What a person wants to be shown as while one of their sockets is open.
alter table users.account
  add column presence text not null default 'ONLINE'
    check (presence in ('ONLINE', 'AWAY', 'DO_NOT_DISTURB', 'OFFLINE')),
  add column presence_text text,
  -- to the minute
  add column last_active_at timestamptz;
