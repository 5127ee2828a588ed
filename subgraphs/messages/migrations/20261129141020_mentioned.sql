-- Which messages mention somebody: few do any.
create index on messages.message using gin (mentions) where mentions <> '{}';
