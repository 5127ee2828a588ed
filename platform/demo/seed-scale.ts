import { versionOf } from '@parley/contracts/events';
import type { TenantId, UserId } from '@parley/contracts/ids';
import type { Database, Transaction } from '@parley/database/database';
import { accounts } from '../modules';
import { DEMO_PASSWORD } from './people';

const TENANT = 'scale';
const READER = 'reader';
/** A tenth of all messages is in one conversation. */
const MESSAGES_PER_ROOM = 500;
/** Besides the reader, who is in the first of the rooms. */
const MEMBERS = 8;
const ROOMS_OF_READER = 200;

export interface SeededScale {
  tenant: string;
  /** Somebody who is in the large conversation and many others. */
  email: string;
  password: string;
}

/**
 * Creates the tenant `scale` with so many messages, by bulk statements that write the same rows as the actions: messages with
 * replies, threads, reactions and attachments, their entries, and heads and counts that match. Nothing is published, so the
 * search index has none of it until it is rebuilt; the attachments have no files. Errors: if the tenant has messages.
 */
export async function seedScale(database: Database, messages: number): Promise<SeededScale> {
  const tenant = await accounts.seedTenant(database, { slug: TENANT, signUp: 'open' });
  const seeded = { id: tenant, slug: TENANT, password: DEMO_PASSWORD };
  const reader = { name: READER, displayName: 'Reader', bot: false, scopes: [] };
  const people = await accounts.seedAccounts(database, seeded, [reader]);
  await database.transaction((tx) => fill(tx, { tenant, reader: people.get(READER)!, messages }));
  await database.query('analyze');
  return { tenant: TENANT, email: `${READER}@${TENANT}.example`, password: DEMO_PASSWORD };
}

interface Filling {
  tenant: TenantId;
  reader: UserId;
  messages: number;
}

async function fill(tx: Transaction, { tenant, reader, messages }: Filling): Promise<void> {
  const [found] = await tx.query<{ filled: boolean }>(
    'select exists (select from conversations.conversation where tenant = $1) as filled',
    [tenant],
  );
  if (found!.filled) throw new Error(`The tenant "${TENANT}" exists already`);
  const largest = Math.ceil(messages / 10);
  const others = Math.max(1, Math.round((messages - largest) / MESSAGES_PER_ROOM));
  const people = Math.min(2_000, Math.max(50, Math.round(messages / 1_000)));
  await tx.query('create temp table person (n int primary key, id uuid not null) on commit drop');
  await tx.query(`create temp table room (n int primary key, id uuid not null, epoch uuid not null, messages int not null,
    members uuid[] not null, size int not null, at timestamptz not null) on commit drop`);
  await tx.query('insert into person select n, gen_random_uuid() from generate_series(0, $1::int - 1) n', [people]);
  await tx.query(PEOPLE, [tenant]);
  const sizes = [largest, Math.floor((messages - largest) / others)];
  await tx.query(ROOMS, [others, ...sizes, MEMBERS, people, reader, ROOMS_OF_READER]);
  for (const statement of CONVERSATIONS) await tx.query(statement, [tenant]);
  await tx.query(MEMBERSHIP_ENTRIES, [tenant, versionOf('MemberJoined'), versionOf('MembershipStarted')]);
  // a part of the rooms at a time, the large one first
  for (let from = 0, last = 0; from <= others; from = last + 1) {
    last = from === 0 ? 0 : from + 199;
    for (const statement of CONTENT) await tx.query(statement, [tenant, from, last]);
    await tx.query(ENTRIES, [tenant, from, last, versionOf('MessageCreated')]);
  }
}

const STREAMS = 'insert into log.stream_head (stream, tenant) select id, $1 from person';
const PEOPLE = `with streams as (${STREAMS})
  insert into users.account
    (id, tenant, email, password_hash, display_name, search_name, handle, locale, time_zone, bot, created_at)
  select id, $1, n || '@scale.example', '', 'Person ' || n, 'person ' || n, 'person.' || n, 'en', 'UTC', false, now() from person`;

const ROOMS = `insert into room
  select n, gen_random_uuid(), gen_random_uuid(), case n when 0 then $2::int else $3::int end, members, cardinality(members),
    date_trunc('milliseconds', now()) - n * interval '1 second'
  from generate_series(0, $1::int) n cross join lateral (
    select array(select p.id from generate_series(0, $4::int - 1) j join person p on p.n = (n * $4 + j) % $5 order by j)
      || case when n < $7::int then array[$6::uuid] else '{}' end as members
  ) m`;

/** Member `j` of a room, from 0, has sent each message `i` of which `i % size` is `j`. */
const CONVERSATIONS = [
  `insert into log.stream_head (stream, tenant, epoch, seq, messages, updated_at)
   select id, $1, epoch, size + messages + messages / 5, messages, at from room`,
  `insert into conversations.conversation (id, tenant, kind, title, member_count, created_at, search_text)
   select id, $1, 'GROUP', 'Room ' || n, size, at - messages * interval '1 minute', 'room ' || n from room`,
  `insert into log.stream_member (stream, person, tenant, role, sent, joined_at)
   select r.id, person, $1, case j when 1 then 'OWNER' else 'MEMBER' end,
     r.messages / r.size + (j > 1 and r.messages % r.size >= j - 1)::int, at - messages * interval '1 minute'
   from room r, unnest(r.members) with ordinality m(person, j)`,
  `insert into conversations.read_state (conversation, person, tenant, seq, unread, mentions, messages, sent, mentioned)
   select m.stream, m.person, $1, h.seq, 0, 0, h.messages, m.sent, 0
   from log.stream_member m join log.stream_head h on h.stream = m.stream where m.tenant = $1`,
];

const MEMBERSHIP_ENTRIES = `with joined as (
    select r.id, r.epoch, person, j, at - messages * interval '1 minute' as at,
      row_number() over (partition by person order by r.n) as place
    from room r, unnest(r.members) with ordinality m(person, j)
  ), moved as (
    update log.stream_head h set seq = h.seq + by.places
    from (select person, count(*) as places from joined group by person) by where h.stream = by.person
    returning h.stream, h.seq - by.places as before
  )
  insert into log.entry (stream, seq, type, version, at, actor, tenant, payload)
  select id, j, 'MemberJoined', $2::int, at, person, $1::uuid, jsonb_build_object('userId', person) from joined
  union all
  select person, before + place, 'MembershipStarted', $3::int, at, person, $1,
    jsonb_build_object('conversationId', id, 'seq', j, 'epoch', epoch)
  from joined join moved on moved.stream = person`;

/** Of message `i` of a room. An entry for the reaction follows each fifth message. */
const MESSAGE_ID = (i: string) => `md5(r.id::text || ${i})::uuid`;
const ATTACHMENT_ID = `md5('attachment ' || r.id || i)::uuid`;
const EACH = `select r.*, i, size + i + (i - 1) / 5 as seq, at - (messages - i) * interval '1 minute' as sent_at,
  members[i % size + 1] as author
  from room r, generate_series(1, r.messages) i where r.n between $2 and $3`;

const CONTENT = [
  `insert into messages.message (conversation, seq, id, tenant, author, client_message_id, fingerprint, text, attachments,
     reply_to, thread, reply_count, ordinal, updated_seq, created_at)
   select r.id, seq, ${MESSAGE_ID('i')}, $1, author, ${MESSAGE_ID('i')}, '', 'Message ' || i || ' about ' ||
       (array['a lighthouse', 'the harbour', 'an old map', 'the weather', 'a long voyage'])[i % 5 + 1],
     case when i % 50 = 7 then array[${ATTACHMENT_ID}] else '{}' end,
     case when i % 10 = 3 then ${MESSAGE_ID('(i - 1)')} end, case when i % 10 = 6 then ${MESSAGE_ID('(i - 5)')} end,
     (i % 10 = 1 and i + 5 <= messages)::int, i, seq + (i % 5 = 0)::int, sent_at
   from (${EACH}) r`,
  `insert into messages.reaction (conversation, message, emoji, person, at)
   select r.id, ${MESSAGE_ID('i')}, '👍', members[(i / 5) % size + 1], sent_at from (${EACH}) r where i % 5 = 0 and $1::uuid is not null`,
  `insert into media.attachment (id, tenant, owner, file_name, mime_type, size, sha256, status, conversation, created_at,
     upload_expires_at)
   select ${ATTACHMENT_ID}, $1, author, 'file ' || i || '.txt', 'text/plain', 100, repeat('0', 64), 'READY', r.id, sent_at, sent_at
   from (${EACH}) r where i % 50 = 7`,
];

const ENTRIES = `insert into log.entry (stream, seq, type, version, at, actor, tenant, payload)
  select r.id, seq, 'MessageCreated', $4::int, sent_at, author, $1::uuid, jsonb_build_object('messageId', ${MESSAGE_ID('i')})
  from (${EACH}) r
  union all
  select r.id, seq + 1, 'ReactionChanged', $4, sent_at, members[(i / 5) % size + 1], $1,
    jsonb_build_object('messageId', ${MESSAGE_ID('i')}, 'emoji', '👍', 'added', true)
  from (${EACH}) r where i % 5 = 0`;
