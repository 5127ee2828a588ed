-- Whether somebody who is no longer a member was removed; who left by themselves may come back by themselves.
alter table log.stream_member add column removed boolean not null default false;
