-- Bytes of a tenant's uploads, as announced, in slots: transactions on different connections count in different rows.
create table media.stored (
  tenant uuid not null,
  slot int not null,
  bytes bigint not null,
  primary key (tenant, slot)
) with (fillfactor = 50);
insert into media.stored (tenant, slot, bytes)
  select tenant, 0, sum(size) from media.attachment where status <> 'REJECTED' group by tenant;

-- Adds bytes, or takes them away.
create function media.count_stored(p_tenant uuid, p_bytes bigint) returns void language plpgsql as $$ begin end $$;
create function media.attachment_stored() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger stored_insert after insert on media.attachment
  referencing new table as after for each statement execute function media.attachment_stored();
create trigger stored_delete after delete on media.attachment
  referencing old table as before for each statement execute function media.attachment_stored();
create trigger stored_update after update on media.attachment
  referencing old table as before new table as after for each statement execute function media.attachment_stored();

-- Since when nobody shows it: neither a message nor a profile.
alter table media.attachment add column idle_since timestamptz default now();
create index on media.attachment (idle_since)
  where conversation is null and not avatar and status in ('SCANNING', 'READY');

-- Objects that are deleted once more: those of a tenant that is gone, which whoever has an upload URL could still write.
create table media.late_object (
  key text primary key,
  due_at timestamptz not null
);
create index on media.late_object (due_at);
