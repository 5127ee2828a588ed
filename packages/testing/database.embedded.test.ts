import { freshDatabase } from './database';

test('a fresh database has every migration, is nobody else’s, and is dropped', async () => {
  const one = await freshDatabase();
  const other = await freshDatabase();
  await one.database.query(`create table only_here (id int)`);
  const [row] = await other.database.query<{ log: string | null; here: string | null }>(
    `select to_regclass('log.stream_head')::text as log, to_regclass('only_here')::text as here`,
  );
  expect(row).toEqual({ log: 'log.stream_head', here: null });
  await one.close();
  const gone = await other.database.query('select from pg_database where datname = $1', [
    new URL(one.url).pathname.slice(1),
  ]);
  expect(gone).toHaveLength(0);
  await other.close();
});

test('two files of tests may clone at the same time', async () => {
  const databases = await Promise.all(Array.from({ length: 4 }, () => freshDatabase({ poolSize: 1 })));
  await Promise.all(databases.map(({ close }) => close()));
});
