-- Of a person's own stream: they see only the people and conversations that they share.
alter table log.stream_head add column guest boolean not null default false;
