import { streamModel } from '@parley/log/stream-model';
import type { Database } from '@parley/database/database';
import type { ReadModel } from '@parley/database/read-model';
import { EVERY_UNREAD } from './read-states';

const MEMBERS = `
  select c.id as stream, present.count
  from conversations.conversation c,
    lateral (select count(*)::int as count from log.present_member m where m.stream = c.id) present
  where c.id = any ($1::uuid[]) and c.member_count <> present.count`;

/** How many are in a conversation. */
const memberCounts = (database: Database): ReadModel =>
  streamModel({
    database,
    name: 'members',
    meaning: 'how many members each conversation has',
    differing: `select d.stream, 'member_count' as what, c.member_count::text as is, d.count::text as should
      from (${MEMBERS}) d join conversations.conversation c on c.id = d.stream`,
    repair: [
      `update conversations.conversation c set member_count = d.count from (${MEMBERS}) d where c.id = d.stream`,
    ],
  });

/** Present members' read states, with what is unread of them according to the messages. */
const UNREAD = `
  select r.conversation, r.person, h.messages, m.sent, m.mentioned, counted.unread, counted.mentions,
    ${EVERY_UNREAD} as stored, conversations.taken_back_after(r.conversation, r.seq) as taken_back,
    r.mentions + (m.mentioned - r.mentioned) as stored_mentions
  from conversations.read_state r
  join log.stream_head h on h.stream = r.conversation
  join log.present_member m on m.stream = r.conversation and m.person = r.person
  cross join lateral (
    select count(*) as unread, count(*) filter (where r.person = any (message.mentions)) as mentions
    from messages.present_message message
    where message.conversation = r.conversation and message.seq > r.seq and message.author <> r.person
  ) counted
  where r.conversation = any ($1::uuid[])`;

/** Counts of unread messages and mentions, derived from the counts of `message-counts`. */
const unreadCounts = (database: Database): ReadModel =>
  streamModel({
    database,
    name: 'unread',
    meaning: 'how many messages, and mentions, each member has not read',
    differing: `select conversation as stream, 'unread of ' || person as what, stored::text as is, unread::text as should
      from (${UNREAD}) u where stored <> unread
      union all
      select conversation, 'mentions of ' || person, stored_mentions::text, mentions::text
      from (${UNREAD}) u where stored_mentions <> mentions
      order by 1, 2`,
    repair: [
      // positions move under the lock of their rows: the statement after this one sees where they are
      `select from conversations.read_state where conversation = any ($1::uuid[]) order by conversation, person for update`,
      `update conversations.read_state r
       set unread = u.unread, mentions = u.mentions, messages = u.messages, sent = u.sent, mentioned = u.mentioned,
         taken_back = u.taken_back
       from (${UNREAD}) u where r.conversation = u.conversation and r.person = u.person`,
    ],
  });

/** The derived data of conversations. */
export const readModels = (database: Database): ReadModel[] => [memberCounts(database), unreadCounts(database)];
