import { streamModel } from '@parley/log/stream-model';
import type { Database } from '@parley/database/database';
import type { ReadModel } from '@parley/database/read-model';

/** Streams with how many messages they have: which one the last is. */
const MESSAGES = `
  select h.stream, h.messages as stored, coalesce(last.ordinal, 0) as messages
  from log.stream_head h left join lateral (
    select ordinal from messages.message m where m.conversation = h.stream order by m.seq desc limit 1
  ) last on true
  where h.stream = any ($1::uuid[])`;

/** Members with how many messages they have sent. */
const SENT = `
  select m.stream, m.person, m.sent as stored, coalesce(by.sent, 0) as sent
  from log.stream_member m left join (
    select conversation, author, count(*) as sent from messages.message
    where conversation = any ($1::uuid[]) group by conversation, author
  ) by on by.conversation = m.stream and by.author = m.person
  where m.stream = any ($1::uuid[])`;

/** The counts that unread counts are differences of. */
const messageCounts = (database: Database): ReadModel =>
  streamModel({
    database,
    name: 'message-counts',
    meaning: 'how many messages each conversation has, and how many each member has sent',
    differing: `select stream, 'messages' as what, stored::text as is, messages::text as should
      from (${MESSAGES}) c where stored <> messages
      union all
      select stream, 'sent by ' || person, stored::text, sent::text from (${SENT}) c where stored <> sent
      order by 1, 2`,
    repair: [
      `update log.stream_head h set messages = c.messages from (${MESSAGES}) c
       where h.stream = c.stream and c.stored <> c.messages`,
      `update log.stream_member m set sent = c.sent from (${SENT}) c
       where m.stream = c.stream and m.person = c.person and c.stored <> c.sent`,
    ],
  });

/** Messages that begin a thread, or are said to, with how many replies of it are there. */
const REPLIES = `
  select root.conversation, root.id, root.reply_count as stored, coalesce(by.replies, 0)::int as replies
  from messages.message root left join (
    select conversation, thread, count(*) as replies from messages.message
    where conversation = any ($1::uuid[]) and thread is not null and deleted_at is null group by conversation, thread
  ) by on by.conversation = root.conversation and by.thread = root.id
  where root.conversation = any ($1::uuid[])`;

const replyCounts = (database: Database): ReadModel =>
  streamModel({
    database,
    name: 'replies',
    meaning: 'how many replies each thread has',
    differing: `select conversation as stream, 'reply_count of ' || id as what, stored::text as is, replies::text as should
      from (${REPLIES}) c where stored <> replies order by 1, 2`,
    repair: [
      `update messages.message m set reply_count = c.replies from (${REPLIES}) c
       where m.conversation = c.conversation and m.id = c.id and c.stored <> c.replies`,
    ],
  });

/** The log against itself and the messages. It is the state: nothing makes it again. */
const log = (database: Database): ReadModel =>
  streamModel({
    database,
    name: 'log',
    meaning: 'that the log has no hole, and every message is in it',
    differing: `select h.stream, 'entries from ' || h.first_seq || ' to ' || h.seq as what, kept.entries::text as is,
        (h.seq - h.first_seq + 1)::text as should
      from log.stream_head h cross join lateral (
        select count(*) as entries from log.entry e where e.stream = h.stream and e.seq between h.first_seq and h.seq
      ) kept
      where h.stream = any ($1::uuid[]) and kept.entries <> h.seq - h.first_seq + 1
      union all
      select e.stream, 'last position', max(e.seq)::text, h.seq::text
      from log.entry e join log.stream_head h on h.stream = e.stream
      where e.stream = any ($1::uuid[]) and e.seq > h.seq group by e.stream, h.seq
      union all
      select m.conversation, 'entry ' || m.seq || ' of message ' || m.id, e.payload ->> 'messageId', m.id::text
      from messages.message m join log.stream_head h on h.stream = m.conversation
      left join log.entry e on e.stream = m.conversation and e.seq = m.seq
      where m.conversation = any ($1::uuid[]) and m.seq >= h.first_seq
        and (e.payload ->> 'messageId') is distinct from m.id::text
      union all
      select m.conversation, 'last change of message ' || m.id, m.updated_seq::text, 'at most ' || h.seq
      from messages.message m join log.stream_head h on h.stream = m.conversation
      where m.conversation = any ($1::uuid[]) and m.updated_seq > h.seq
      order by 1, 2`,
  });

/** The derived data of messages, and of the log. */
export const readModels = (database: Database): ReadModel[] => [
  messageCounts(database),
  replyCounts(database),
  log(database),
];
