-- Primary language subtag (BCP 47) of the text; null where that is not clear.
alter table search.message add column language text;

-- What is indexed already is looked at again: documents of the same version are replaced.
delete from event_stream.position where consumer_group = 'search';
