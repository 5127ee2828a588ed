-- People whose name has changed since messages that mention them were indexed.
create table search.renamed (
  person uuid primary key,
  at timestamptz not null default clock_timestamp(),
  -- who follows the name has it until then
  taken_until timestamptz
);

/*
 * Says that somebody has another name: what names them is indexed again. Published: the users subgraph calls it in the
 * transaction that changes the name.
 */
create function search.person_renamed(p_person uuid) returns void language sql as $$
  insert into search.renamed (person) values (p_person) on conflict (person) do update set at = excluded.at, taken_until = null;
$$;

-- What is indexed already is read again, as people read it, and with apostrophes of all kinds.
delete from event_stream.position where consumer_group = 'search';
