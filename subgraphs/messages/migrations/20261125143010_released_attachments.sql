-- Which messages have an attachment.
create index on messages.message using gin (attachments) with (fastupdate = off) where attachments <> '{}';

/*
 * Releases what was taken out of a message and is in no other one. In whichever way it was: a deletion, or all that
 * somebody ever said. Whoever changes messages has locked their conversation, so that none is sent meanwhile.
 * media.release_from_conversation is what media publishes for this.
 */
create function messages.release_attachments() returns trigger language plpgsql
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

create trigger release_attachments after update of attachments on messages.message
for each row when (old.attachments <> new.attachments) execute function messages.release_attachments();

-- What was taken out of its last message before there was a trigger: once, and so without a function that media publishes.
select media.release_from_conversation(array_agg(id), conversation)
from media.attachment claimed
where conversation is not null and not exists (
  select from messages.message m where m.attachments @> array[claimed.id] and m.attachments <> '{}')
group by conversation;
