-- What everybody of a tenant may read.
create index on log.stream_head (tenant) where public;
