-- An operator has asked for it to be tried again.
alter table event_stream.dead_letter add column again boolean not null default false;
create index on event_stream.dead_letter (consumer_group, partition, "offset") where again;
