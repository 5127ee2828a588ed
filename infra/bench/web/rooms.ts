import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '@parley/database/database';
import pino from 'pino';

export interface Room {
  id: string;
  title: string;
  messages: number;
}

/** Texts of the messages, so that every room has the same mix of sizes. */
const TEXTS = [
  'Yes.',
  'I will look at it tomorrow morning, and tell you what I find.',
  'It is the **second** of the two, not the first: see `retention.ts`, which says why it keeps what it keeps.',
  'Three things are left:\n\n1. the pictures\n2. the words beside them\n3. somebody to read it all once more',
  'A usual message of a usual length, say about a hundred and fifty characters in all, a little more or a little less than that.',
  '👍',
];

/**
 * Adds conversations of all demo users, with messages that are written in bulk, read by all, and older than anything else.
 * Each message begins with its number. Their log entries are missing, as after `LOG_KEEP_DAYS`.
 */
export async function addRooms(url: string, sizes: readonly number[]): Promise<Room[]> {
  const { system: database } = await openDatabase({ url, poolSize: 1, entities: [], logger: pino({ level: 'error' }) });
  try {
    const rooms = sizes.map((messages) => ({ id: randomUUID(), title: `Room with ${messages} messages`, messages }));
    for (const room of rooms) await addRoom(database, room);
    await database.query('analyze');
    return rooms;
  } finally {
    await database.close();
  }
}

async function addRoom(database: Database, { id, title, messages }: Room): Promise<void> {
  const people = await database.query<{ id: string; tenant: string }>(
    "select id, tenant from users.account where email like '%@demo.example' order by email",
  );
  const { tenant } = people[0]!;
  const everybody = people.map((person) => person.id);
  await database.query(
    `insert into log.stream_head (stream, tenant, seq, messages, first_seq, updated_at)
     values ($1, $2, $3::bigint, $3::bigint, $3::bigint + 1, now() - interval '1 day')`,
    [id, tenant, messages],
  );
  await database.query(
    `insert into conversations.conversation (id, tenant, kind, title, member_count, created_at)
     values ($1, $2, 'GROUP', $3, $4, now() - interval '1 year')`,
    [id, tenant, title, everybody.length],
  );
  await database.query(
    `insert into messages.message (conversation, seq, id, tenant, author, client_message_id, fingerprint, text, ordinal,
       updated_seq, created_at)
     select $1, n, uuidv7(), $2, ($3::uuid[])[1 + (n / 3) % cardinality($3::uuid[])], uuidv7(), '',
       n || ': ' || ($4::text[])[1 + n % cardinality($4::text[])], n, n,
       now() - interval '1 day' - ($5 - n) * interval '20 seconds'
     from generate_series(1, $5::bigint) n`,
    [id, tenant, everybody, TEXTS, messages],
  );
  await database.query(
    `insert into log.stream_member (stream, person, tenant, role, sent)
     select $1, p, $2, 'MEMBER', coalesce(m.sent, 0) from unnest($3::uuid[]) p
     left join (select author, count(*) as sent from messages.message where conversation = $1 group by author) m on m.author = p`,
    [id, tenant, everybody],
  );
  await database.query(
    `insert into conversations.read_state (conversation, person, tenant, seq, unread, mentions, messages, sent, mentioned)
     select stream, person, tenant, $2::bigint, 0, 0, $2::bigint, sent, 0 from log.stream_member where stream = $1`,
    [id, messages],
  );
}
