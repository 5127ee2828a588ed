import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TenantId } from '@parley/contracts/ids';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { onServer } from '@parley/testing/server';
import pino from 'pino';
import { openDatabase } from './database';
import { migrate } from './migrate';

const logger = pino({ level: 'silent' });
let fresh: FreshDatabase;

beforeEach(async () => {
  fresh = await freshDatabase();
});
afterEach(() => fresh.close());

/** The fresh database for another user. The superuser of an embedded server has the same password. */
function urlAs(user: string): string {
  const url = new URL(fresh.url);
  url.username = user;
  return url.href;
}

it('fences tenants of a superuser too', async () => {
  const [ours, theirs] = [randomUUID() as TenantId, randomUUID() as TenantId];
  for (const tenant of [ours, theirs])
    await fresh.database.query('insert into log.stream_head (stream, tenant) values (gen_random_uuid(), $1)', [tenant]);
  const database = await openDatabase({ url: urlAs('postgres'), poolSize: 1, entities: [], logger });
  const read = 'select tenant from log.stream_head';
  expect(await database.system.query(read)).toHaveLength(2);
  expect(await database.of(ours).query(read)).toEqual([{ tenant: ours }]);
  await database.close();
});

it('tells what an administrator has to run where the user may not become the role of tenants', async () => {
  const user = `user_${randomBytes(6).toString('hex')}`;
  const superuser = urlAs('postgres');
  const name = new URL(fresh.url).pathname.slice(1);
  await onServer(superuser, `create role ${user} login password '${new URL(fresh.url).password}'`);
  await onServer(
    superuser,
    `grant create on database ${name} to ${user}; grant create, usage on schema public to ${user}`,
  );
  try {
    const starting = migrate(urlAs(user), [], logger);
    await expect(starting).rejects.toThrow(`grant parley_tenant to ${user};`);
  } finally {
    await onServer(superuser, `drop owned by ${user}; drop role ${user}`);
  }
});

it('fences the tables of a new migration, and gives tenants no right on one that is not of tenants', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-fence-'));
  await writeFile(
    join(folder, '29990101000000_fenced.sql'),
    `create schema fenced;
     create table fenced.note (tenant uuid not null, id int primary key);
     create table fenced.line (note int not null references fenced.note, text text);
     create table fenced.other (text text);
     create view fenced.notes with (security_invoker = true) as select * from fenced.note;`,
  );
  await fresh.database.query('drop table migration');
  const folders = [{ migrations: folder, functions: join(folder, 'none') }];
  for (let time = 0; time < 2; time++) await migrate(fresh.url, folders, logger);
  const [ours, theirs] = [randomUUID() as TenantId, randomUUID() as TenantId];
  const database = fresh.database.of(ours);
  await database.query('insert into fenced.note values ($1, 1)', [ours]);
  await expect(database.query('insert into fenced.note values ($1, 2)', [theirs])).rejects.toThrow(
    'row-level security',
  );
  await fresh.database.query('insert into fenced.note values ($1, 2)', [theirs]);
  await fresh.database.query('insert into fenced.line values (1), (2)');
  expect(await database.query('select note from fenced.line')).toEqual([{ note: 1 }]);
  await expect(database.query('insert into fenced.line values (2)')).rejects.toThrow('row-level security');
  for (const from of ['fenced.note', 'fenced.notes'])
    expect(await database.query(`select tenant from ${from}`)).toEqual([{ tenant: ours }]);
  await expect(database.query('select from fenced.other')).rejects.toThrow('permission denied');
  await rm(folder, { recursive: true });
});
