import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase } from '@parley/testing/database';
import pino from 'pino';
import { migrate } from './migrate';

const logger = pino({ level: 'silent' });
const MIGRATION = '20260101000000_tried';

/** A database, and a package with one migration, whose functions the test writes. */
async function aPackage() {
  const { url, database, close } = await freshDatabase({ poolSize: 4 });
  // what the database has of other packages is none of this one's
  await database.query('drop table migration, sql_function');
  const folder = await mkdtemp(join(tmpdir(), 'parley-sql-'));
  const folders = { migrations: join(folder, 'migrations'), functions: join(folder, 'sql') };
  const write = (kind: keyof typeof folders, name: string, text: string) =>
    writeFile(join(folders[kind], `${name}.sql`), text);
  for (const made of Object.values(folders)) await mkdir(made);
  await write('migrations', MIGRATION, 'create schema tried; create table tried.thing (n int)');
  return {
    database,
    write,
    migrate: () => migrate(url, [folders], logger),
    value: async (text: string) => (await database.query<{ value: unknown }>(`select ${text} as value`))[0]!.value,
    signatures: async () =>
      (
        await database.query<{ signature: string }>(
          `select oid::regprocedure::text as signature from pg_proc where pronamespace = 'tried'::regnamespace order by 1`,
        )
      ).map(({ signature }) => signature),
    ran: () => database.query('select name, applied_at as at from sql_function order by name'),
    async close() {
      await close();
      await rm(folder, { recursive: true });
    },
  };
}

const returning = (value: number, { parameters = '', result = 'int' } = {}) =>
  `create or replace function tried.one(${parameters}) returns ${result} language sql as $$ select ${value}::${result} $$;`;

describe('functions', () => {
  let tried: Awaited<ReturnType<typeof aPackage>>;
  beforeEach(async () => {
    tried = await aPackage();
  });
  afterEach(() => tried.close());

  it('are there after the migrations, and run again only when their file changes', async () => {
    await tried.write('functions', 'one', returning(1));
    await tried.migrate();
    const first = await tried.ran();
    expect(await tried.value('tried.one()')).toBe(1);
    await tried.migrate();
    expect(await tried.ran()).toEqual(first);
    await tried.write('functions', 'one', returning(2));
    await tried.migrate();
    expect(await tried.value('tried.one()')).toBe(2);
    expect(await tried.ran()).not.toEqual(first);
  });

  it('replace what a migration made of them before they had files', async () => {
    await tried.write('migrations', '20260101000001_one', returning(1).replace('or replace ', ''));
    await tried.migrate();
    await tried.write('functions', 'one', returning(2));
    await tried.migrate();
    expect(await tried.value('tried.one()')).toBe(2);
    expect(await tried.signatures()).toEqual(['tried.one()']);
  });

  it.each([
    ['other parameters', returning(2, { parameters: 'a int default 0' }), 'tried.one(integer)'],
    ['a parameter less', returning(2, { parameters: '' }), 'tried.one()'],
    [
      'a parameter of another name',
      returning(2, { parameters: 'b int, c int default 0' }),
      'tried.one(integer,integer)',
    ],
    ['another result', returning(2, { parameters: 'a int, b int', result: 'bigint' }), 'tried.one(integer,integer)'],
  ])('have one signature, also with %s', async (_, text, signature) => {
    await tried.write('functions', 'one', returning(1, { parameters: 'a int, b int' }));
    await tried.migrate();
    await tried.write('functions', 'one', text);
    await tried.migrate();
    expect(await tried.signatures()).toEqual([signature]);
  });

  it('change all or none: one that is wrong leaves the others as they were', async () => {
    await tried.write('functions', 'one', returning(1));
    await tried.migrate();
    await tried.write('functions', 'one', returning(2));
    await tried.write(
      'functions',
      'two',
      'create or replace function tried.two() returns int language sql as $$ selec $$;',
    );
    await expect(tried.migrate()).rejects.toThrow('tried.two');
    expect(await tried.value('tried.one()')).toBe(1);
    await tried.write('functions', 'two', returning(2));
    await expect(tried.migrate()).rejects.toThrow('two.sql must "create or replace function"');
  });

  it('that others depend on are not dropped: a migration does that', async () => {
    await tried.write('functions', 'one', returning(1));
    await tried.migrate();
    await tried.database.query('create view tried.seen as select tried.one()');
    await tried.write('functions', 'one', returning(2, { parameters: 'a int' }));
    await expect(tried.migrate()).rejects.toThrow(/other objects depend on it/);
    expect(await tried.signatures()).toEqual(['tried.one()']);
  });

  it('of a later version stay when a process of an earlier one starts', async () => {
    await tried.write('functions', 'one', returning(1));
    await tried.migrate();
    await tried.database.query(`insert into migration (name, run_on) values ('20260101000001_later', now())`);
    await tried.database.query(returning(3));
    await tried.write('functions', 'one', returning(2));
    await tried.migrate();
    expect(await tried.value('tried.one()')).toBe(3);
  });

  it('are replaced by one of several processes that start at the same time', async () => {
    await tried.write('functions', 'one', returning(1));
    await tried.migrate();
    await tried.write('functions', 'one', returning(2));
    await Promise.all(Array.from({ length: 6 }, () => tried.migrate()));
    expect(await tried.value('tried.one()')).toBe(2);
    expect(await tried.ran()).toHaveLength(1);
  });

  it('are called without a failure while they are replaced', async () => {
    await tried.write('functions', 'one', returning(1, { parameters: 'a int' }));
    await tried.migrate();
    let isReplaced = false;
    const calls = (async () => {
      const values = new Set<unknown>();
      while (!isReplaced) values.add(await tried.value('tried.one(7)'));
      return values;
    })();
    await tried.write('functions', 'one', returning(2, { parameters: 'a int, b int default 0' }));
    await tried.migrate();
    isReplaced = true;
    expect([...(await calls)].every((value) => value === 1 || value === 2)).toBe(true);
    expect(await tried.value('tried.one(7)')).toBe(2);
  });
});

describe('migrations', () => {
  it('that ran must not change, also those that ran before their texts were recorded', async () => {
    const tried = await aPackage();
    await tried.migrate();
    await tried.database.query('alter table migration drop column hash');
    await tried.migrate();
    await tried.write('migrations', MIGRATION, 'create schema tried');
    await expect(tried.migrate()).rejects.toThrow(`Changed: ${MIGRATION}`);
    await tried.close();
  });
});
