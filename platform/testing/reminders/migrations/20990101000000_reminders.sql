create schema reminders;
create table reminders.reminder (
  id uuid primary key default gen_random_uuid(),
  person uuid not null,
  text text not null,
  sent_at timestamptz
);
create table reminders.written (person uuid primary key, messages int not null);
