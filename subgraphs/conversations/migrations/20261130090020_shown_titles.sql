-- Published: what conversations are called.
create view conversations.shown_title with (security_invoker = true) as select id, tenant, title from conversations.conversation;
