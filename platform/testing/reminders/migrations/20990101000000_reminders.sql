create schema reminders;
create table reminders.reminder (
  id uuid primary key default gen_random_uuid(),
  tenant uuid not null,
  person uuid not null,
  text text not null,
  sent_at timestamptz
);
create table reminders.written (person uuid primary key, tenant uuid not null, messages int not null);
