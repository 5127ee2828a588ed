import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '@parley/database/database';
import pino from 'pino';
import { peopleFor, type Population } from './live-server';

export interface Tenant {
  tenant: string;
  /** Owners of the sockets. */
  people: string[];
  /** Senders, who are members of every room. */
  senders: string[];
  rooms: string[];
}

const SENDERS = 8;

/** Creates a tenant with bulk statements that write the same rows as the subgraphs. */
export async function newTenant(url: string, population: Population): Promise<Tenant> {
  const { system: database } = await openDatabase({ url, poolSize: 4, entities: [], logger: pino({ level: 'error' }) });
  try {
    const ids = (length: number) => Array.from({ length }, () => randomUUID() as string);
    const people = ids(peopleFor(population));
    const made = { tenant: randomUUID(), people, senders: ids(SENDERS), rooms: ids(population.rooms) };
    await addPeople(database, made);
    await addRooms(database, made);
    await addMembers(database, made, population.sockets);
    await database.query('analyze');
    return made;
  } finally {
    await database.close();
  }
}

const ADD_STREAMS = 'insert into log.stream_head (stream, tenant) select id, $1 from unnest($2::uuid[]) id';

async function addPeople(database: Database, { tenant, people, senders }: Tenant): Promise<void> {
  const everybody = [...people, ...senders];
  await database.query(
    "insert into users.tenant (id, slug, sign_up, created_at) values ($1::uuid, $1::uuid::text, 'closed', now())",
    [tenant],
  );
  await database.query(ADD_STREAMS, [tenant, everybody]);
  await database.query(
    `insert into users.account (id, tenant, email, password_hash, display_name, search_name, locale, time_zone, bot, created_at)
     select id, $1, id || '@bench.example', '', 'Person ' || n, 'person ' || n, 'en', 'UTC', false, now()
     from unnest($2::uuid[]) with ordinality as p(id, n)`,
    [tenant, everybody],
  );
}

async function addRooms(database: Database, { tenant, rooms }: Tenant): Promise<void> {
  await database.query(ADD_STREAMS, [tenant, rooms]);
  await database.query(
    `insert into conversations.conversation (id, tenant, kind, title, member_count, created_at)
     select id, $1, 'GROUP', 'Room', 0, now() from unnest($2::uuid[]) id`,
    [tenant, rooms],
  );
}

async function addMembers(
  database: Database,
  { tenant, people, senders, rooms }: Tenant,
  sockets: number,
): Promise<void> {
  const members = new Set<string>();
  const add = (room: string, person: string) => members.add(`${room} ${person}`);
  for (let n = 0; n < sockets; n++) add(rooms[n % rooms.length]!, people[n % people.length]!);
  for (const room of rooms) for (const sender of senders) add(room, sender);
  const pairs = Array.from(members, (pair) => pair.split(' '));
  const columns = [pairs.map(([room]) => room), pairs.map(([, person]) => person)];
  await database.query(
    `insert into log.stream_member (stream, person, tenant, role)
     select room, person, $1, 'MEMBER' from unnest($2::uuid[], $3::uuid[]) as m(room, person)`,
    [tenant, ...columns],
  );
  await database.query(
    `insert into conversations.read_state (conversation, person, tenant, seq, unread, mentions, messages, sent, mentioned)
     select room, person, $1, 0, 0, 0, 0, 0, 0 from unnest($2::uuid[], $3::uuid[]) as m(room, person)`,
    [tenant, ...columns],
  );
  await database.query(
    `update conversations.conversation c set member_count = m.many
     from (select stream, count(*) as many from log.stream_member where tenant = $1 group by stream) m where m.stream = c.id`,
    [tenant],
  );
}
