-- Title and topic, a line each, as they are searched (`domain/search-text.ts`).
alter table conversations.conversation add column search_text text collate "C" not null default '';

-- The same for what is there, as far as SQL can: it keeps æ, œ and þ, and accents of other scripts.
update conversations.conversation set search_text = normalize(translate(
  regexp_replace(
    normalize(lower(normalize(replace(concat_ws(e'\n', title, topic), '´', ''''), NFKD)), NFKD),
    '[\u0300-\u036f\u200b-\u200f\u2060\ufe00-\ufe0f]', '', 'g'),
  'øłđðıħŧ`ʹʻʼʽˈ‘’‛′', 'olddiht'''''''''''''''''''''), NFC)
where title is not null;
update conversations.conversation set search_text = replace(search_text, 'ß', 'ss') where search_text like '%ß%';

create index on conversations.conversation using gin (search_text gin_trgm_ops);
