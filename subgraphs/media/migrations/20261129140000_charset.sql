-- Of a text: how it is encoded, as its bytes tell. Null of everything else, and of texts from before.
alter table media.attachment add column charset text;
