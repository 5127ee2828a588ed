/*
 * Has messages that mention a person indexed again, under the new name. For other subgraphs: the users subgraph calls it in the
 * transaction that changes the name.
 */
create or replace function search.person_renamed(p_person uuid) returns void language sql
-- tenants have no rights on what waits for the index
security definer set search_path = pg_catalog
as $$
  insert into search.renamed (person) values (p_person) on conflict (person) do update set at = excluded.at, taken_until = null;
$$;
