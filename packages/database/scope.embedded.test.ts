import { randomUUID } from 'node:crypto';
import type { TenantId } from '@parley/contracts/ids';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import type { Database } from './database';

const A = randomUUID() as TenantId;
const B = randomUUID() as TenantId;
let fresh: FreshDatabase;

beforeEach(async () => {
  // one connection, which all scopes share
  fresh = await freshDatabase({ poolSize: 1 });
  const { database } = fresh;
  for (const tenant of [A, B])
    await database.query('insert into log.stream_head (stream, tenant) values (gen_random_uuid(), $1)', [tenant]);
});
afterEach(() => fresh.close());

const SEEN = 'select tenant from log.stream_head order by tenant = $1 desc';

async function seenBy(sql: Pick<Database, 'query'>): Promise<string> {
  const rows = await sql.query<{ tenant: TenantId }>(SEEN, [A]);
  return rows.map(({ tenant }) => (tenant === A ? 'A' : 'B')).join('');
}

it('shows each scope its tenants, in whatever order the scopes use a connection', async () => {
  const { database } = fresh;
  const scopes = [
    { sql: database, sees: 'AB' },
    { sql: database.of(A), sees: 'A' },
    { sql: database.of(B), sees: 'B' },
    { sql: database.of(B, A), sees: 'AB' },
    { sql: database.of(), sees: '' },
  ];
  for (const before of scopes)
    for (const { sql, sees } of scopes) {
      await seenBy(before.sql);
      expect(await seenBy(sql)).toBe(sees);
      expect(await before.sql.transaction((tx) => seenBy(tx))).toBe(before.sees);
      expect(await sql.query('select 1 as one')).toEqual([{ one: 1 }]);
      expect(await seenBy(sql)).toBe(sees);
    }
});

it('sends no statement more for a scope, but one for each new connection', async () => {
  const { database } = fresh;
  await seenBy(database.of(A));
  const before = database.statements;
  await seenBy(database.of(B));
  await database.of(A).transaction((tx) => seenBy(tx));
  // both reads, BEGIN and COMMIT
  expect(database.statements - before).toBe(4);
});

it.each([
  ['fails as it is parsed', { name: 'wrong', text: 'select nothing' }],
  ['fails as it is executed', 'select 1 / (select 0)'],
  ['has a name that another statement has', { name: 'parley.enter_scope', text: 'select 2' }],
])('keeps scopes apart after a statement that %s', async (_, statement) => {
  const { database } = fresh;
  expect(await seenBy(database.of(A))).toBe('A');
  for (let time = 0; time < 2; time++) {
    await expect(database.of(B).query(statement)).rejects.toThrow();
    expect(await seenBy(database.of(A))).toBe('A');
    await expect(database.of(B).query(statement)).rejects.toThrow();
    expect(await seenBy(database.of(B))).toBe('B');
    expect(await seenBy(database)).toBe('AB');
  }
});

it('keeps scopes apart after a transaction that is rolled back', async () => {
  const { database } = fresh;
  await seenBy(database.of(A));
  const failing = database.of(B).transaction(async (tx) => {
    expect(await seenBy(tx)).toBe('B');
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await seenBy(database.of(A))).toBe('A');
  expect(await seenBy(database.of(B))).toBe('B');
});

it('refuses a tenant that is no UUID', () => {
  expect(() => fresh.database.of(`${A}'; reset role; --` as TenantId)).toThrow('UUID');
});

/** How PostgreSQL executes a statement for a tenant. */
async function planOf(statement: string): Promise<string> {
  const lines = await fresh.database.of(A).transaction(async (tx) => {
    await tx.query('set local enable_seqscan = off');
    return tx.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${statement}`);
  });
  return lines.map((line) => line['QUERY PLAN']).join('\n');
}

it.each(['log.stream_head', 'log.stream_member', 'messages.message', 'messages.reaction', 'conversations.read_state'])(
  'reads the setting once for a statement, and %s by its key',
  async (table) => {
    const key = table.startsWith('log.') ? 'stream' : 'conversation';
    const plan = await planOf(`select from ${table} where ${key} = '${randomUUID()}'`);
    expect(plan).toMatch(new RegExp(`Index Cond: \\(${key} = `));
    expect(plan).toMatch(/Filter: \(tenant = ANY \(\(InitPlan 1\)\.col1\)\)/);
    expect(plan).not.toMatch(/SubPlan|Filter:.*current_setting/);
  },
);

it.each([
  ['full text', `select from search.findable_message where tenant = '${A}' and terms @@ 'a'::tsquery`, 'terms @@'],
  ['parts of names', `select from users.searchable_person where search_name like '%ada%'`, 'search_name ~~'],
])('finds %s by an index, though its operator is not leakproof', async (_, statement, condition) => {
  expect(await planOf(statement)).toMatch(new RegExp(`Index Cond: .*${condition}`));
});
