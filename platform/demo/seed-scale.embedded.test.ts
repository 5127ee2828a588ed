import type { ConversationId } from '@parley/contracts/ids';
import { listConversations, visibleConversations } from '@parley/conversations/store/conversations';
import type { Sql } from '@parley/database/sql';
import { createLogReads } from '@parley/log/log-reads';
import { readEntries, readHeads } from '@parley/log/read';
import { visibleAttachments } from '@parley/media/store/attachments';
import { messagesById, reactionsOf } from '@parley/messages/store/messages';
import { createPageCache, readPages, type PageKey } from '@parley/messages/store/pages';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { aViewer } from '@parley/testing/viewers';
import { createProfileCache, findProfiles } from '@parley/users/store/profiles';
import { ENTITIES } from '../modules';
import { readModels } from '../read-models';
import { seedScale } from './seed-scale';

const MESSAGES = 40_000;

let fresh: FreshDatabase;
let sql: Sql;
/** The largest one. */
let room: ConversationId;
let viewer: ReturnType<typeof aViewer>;

beforeAll(async () => {
  fresh = await freshDatabase({ entities: ENTITIES });
  sql = fresh.database;
  const { email } = await seedScale(fresh.database, MESSAGES);
  const [person] = await sql.query<Pick<typeof viewer, 'user' | 'tenant'>>(
    'select id as user, tenant from users.account where email = $1',
    [email],
  );
  viewer = aViewer(person);
  const [largest] = await sql.query<{ stream: ConversationId }>(
    'select stream from log.stream_head order by messages desc limit 1',
  );
  room = largest!.stream;
}, 120_000);
afterAll(() => fresh.close());

it('creates so many messages, whose log has no holes and whose counts are right', async () => {
  const [{ messages }] = (await sql.query('select count(*) as messages from messages.message')) as [
    { messages: number },
  ];
  expect(messages).toBe(MESSAGES);
  for (const model of readModels({ database: fresh.database, index: undefined as never }))
    if (model.name !== 'search')
      for await (const difference of model.verify()) throw new Error(`${model.name}: ${JSON.stringify(difference)}`);
  expect(
    await sql.query(`select stream from log.stream_head h where seq <> (select count(*) from log.entry e where e.stream = h.stream)
      and exists (select from log.entry e where e.stream = h.stream)`),
  ).toEqual([]);
});

it('creates them once', async () => {
  await expect(seedScale(fresh.database, 1)).rejects.toThrow('exists already');
});

interface TableReads {
  table: string;
  scans: number;
  rows: number;
}

const READS = `select relname as table, seq_scan::int as scans, (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows
  from pg_stat_xact_user_tables where schemaname in ('messages', 'log', 'conversations', 'users', 'media')`;

/** What PostgreSQL read of each table for the statements of `work`, also within functions. */
async function readsOf(work: (sql: Sql) => Promise<unknown>): Promise<TableReads[]> {
  const [before, after] = await fresh.database.of(viewer.tenant).transaction(async (tx) => {
    const earlier = await tx.query<TableReads>(READS);
    await work(tx);
    return [earlier, await tx.query<TableReads>(READS)];
  });
  return after.flatMap(({ table, scans, rows }) => {
    const then = before.find((one) => one.table === table) ?? { scans: 0, rows: 0 };
    return rows > then.rows ? [{ table, scans: scans - then.scans, rows: rows - then.rows }] : [];
  });
}

describe('reads no table whole, and no more rows than it shows, for', () => {
  const page = (key: Partial<PageKey>): PageKey => ({ conversation: room, order: 'descending', limit: 51, ...key });
  const pages = (keys: readonly PageKey[]) => (of: Sql) =>
    readPages(of, keys, { cache: createPageCache(), reader: viewer });
  const ids = async <Id>(of: Sql, column: string): Promise<Id[]> => {
    const rows = await of.query<{ id: Id }>(
      `select ${column} as id from messages.message where conversation = $1 order by seq desc limit 50`,
      [room],
    );
    return rows.map(({ id }) => id);
  };
  const cases: Record<string, [rows: number, work: (of: Sql) => Promise<unknown>]> = {
    'a conversation': [0, (of) => visibleConversations(of, viewer, [room])],
    'a list of conversations': [0, (of) => listConversations(of, viewer, { first: 20 })],
    'the newest page': [500, (of) => pages([page({})])(of)],
    'a page in the middle': [500, (of) => pages([page({ before: 3_000 })])(of)],
    'the oldest page': [500, (of) => pages([page({ after: 0, order: 'ascending' })])(of)],
    'pinned messages': [0, (of) => pages([page({ pinned: true, order: 'ascending' })])(of)],
    'messages by id': [250, async (of) => messagesById(of, viewer.tenant, await ids(of, 'id'))],
    reactions: [150, async (of) => reactionsOf(of, await ids(of, 'id'))],
    entries: [
      120,
      async (of) => {
        const head = (await readHeads(of, [room])).get(room)!;
        return readEntries(createLogReads({ primary: { ...of, of: () => of } }), head, {
          after: head.seq - 50,
          first: 50,
        });
      },
    ],
    profiles: [
      120,
      async (of) =>
        findProfiles({ sql: of, cache: createProfileCache() }, viewer, [...new Set(await ids<never>(of, 'author'))]),
    ],
    attachments: [200, async (of) => visibleAttachments(of, viewer, (await ids<never[]>(of, 'attachments')).flat())],
  };

  it.each(Object.entries(cases))('%s', async (_, [most, work]) => {
    // the other tables are so small here that PostgreSQL rightly reads them whole
    const reads = (await readsOf(work)).filter(({ table }) => /^(message|reaction|entry_\d|attachment)$/.test(table));
    expect(reads.filter(({ scans }) => scans > 0)).toEqual([]);
    expect(reads.reduce((sum, { rows }) => sum + rows, 0)).toBeLessThanOrEqual(most);
  });
});
