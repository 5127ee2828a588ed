-- Of a person who was erased: nobody puts them into a conversation any more.
alter table log.stream_head add column closed boolean not null default false;
