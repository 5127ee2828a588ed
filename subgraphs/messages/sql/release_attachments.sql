/*
 * Releases what was taken out of a message and is in no other one. In whichever way it was: a deletion, or all that
 * somebody ever said. Whoever changes messages has locked their conversation, so that none is sent meanwhile.
 * media.release_from_conversation is what media publishes for this.
 */
create or replace function messages.release_attachments() returns trigger language plpgsql
-- the operators of arrays are not leakproof: under a policy, PostgreSQL would not use their index
security definer set search_path = pg_catalog
-- as in messages.send
set enable_seqscan = off
as $$
begin
  perform media.release_from_conversation(array(
    select taken from unnest(old.attachments) taken
    where not exists (
      select from messages.message m where m.attachments @> array[taken] and m.attachments <> '{}')
  ), old.conversation);
  return null;
end $$;
