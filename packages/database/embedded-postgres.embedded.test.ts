import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@parley/testing/free-port';
import { until } from '@parley/testing/until';
import pg from 'pg';
import pino from 'pino';
import { embeddedPostgres } from './embedded-postgres';

const logger = pino({ level: 'silent' });
const folders: string[] = [];

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-pg-'));
  folders.push(folder);
  return folder;
}

afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function request(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

test('keeps data over a restart, knows letters outside of ASCII, and is used without a superuser', async () => {
  const postgres = embeddedPostgres({ folder: await temporaryFolder(), logger });
  await postgres.start();
  await request(postgres.url, `create table kept as select 'Ärger' as word`);
  await request(postgres.url, 'create extension pg_trgm; create extension unaccent');
  await postgres.stop();
  await postgres.start();
  const rows = await request(
    postgres.url,
    `select unaccent(lower(word)) as word, cardinality(show_trgm('мир')) as trigrams,
            current_setting('is_superuser') as superuser, current_setting('fsync') as fsync from kept`,
  );
  expect(rows).toEqual([{ word: 'arger', trigrams: 4, superuser: 'off', fsync: 'on' }]);
  await postgres.stop();
});

test('a folder that another one uses is refused, and left as it is', async () => {
  const folder = await temporaryFolder();
  const first = embeddedPostgres({ folder, logger, durable: false });
  await first.start();
  await expect(embeddedPostgres({ folder, logger }).start()).rejects.toThrow(
    `Another Parley process uses the data folder ${folder}`,
  );
  expect(await request(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await first.stop();
});

test('a server that is killed comes back at the same address', async () => {
  const folder = await temporaryFolder();
  const postgres = embeddedPostgres({ folder, logger });
  await postgres.start();
  await request(postgres.url, 'create table kept as select 1 as one');
  const [pid] = (await readFile(join(folder, 'postgres/data/postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
  const rows = await until(() => request(postgres.url, 'select one from kept'));
  expect(rows).toEqual([{ one: 1 }]);
  await postgres.stop();
});

test('listens on the port that it is given, each time', async () => {
  const port = await freePort();
  const postgres = embeddedPostgres({ folder: await temporaryFolder(), port, logger, durable: false });
  for (const round of [1, 2]) {
    await postgres.start();
    expect(new URL(postgres.url).port).toBe(String(port));
    await expect(request(postgres.url, `select ${round} as round`)).resolves.toEqual([{ round }]);
    await postgres.stop();
  }
});

test('a stop while the server comes back stops it for good', async () => {
  const folder = await temporaryFolder();
  const lines: string[] = [];
  const heard = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
  const postgres = embeddedPostgres({ folder, logger: heard, durable: false });
  await postgres.start();
  const { url } = postgres;
  const [pid] = (await readFile(join(folder, 'postgres/data/postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
  await until(() => lines.some((line) => line.includes('bringing it back')));
  await postgres.stop();
  await expect(request(url, 'select')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

describe('says in one line what is wrong with the data folder', () => {
  test('it cannot be written', async () => {
    const folder = join(await temporaryFolder(), 'file');
    await writeFile(folder, '');
    await expect(embeddedPostgres({ folder, logger }).start()).rejects.toThrow(
      /file.* cannot be (read|written) \(\w+\)$/,
    );
  });

  test('it holds something else', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'postgres'));
    await expect(embeddedPostgres({ folder, logger }).start()).rejects.toThrow(/damaged: it holds no PostgreSQL data/);
  });

  test('it is of another version, or PostgreSQL itself refuses it', async () => {
    const folder = await temporaryFolder();
    const postgres = embeddedPostgres({ folder, logger, durable: false });
    await postgres.start();
    await postgres.stop();
    await rm(join(folder, 'postgres/data/global/pg_control'));
    await expect(postgres.start()).rejects.toThrow(/^The embedded PostgreSQL does not start: .*server\.log\)$/);
    await writeFile(join(folder, 'postgres/data/PG_VERSION'), '17\n');
    await expect(embeddedPostgres({ folder, logger }).start()).rejects.toThrow(
      /was made by PostgreSQL 17; this Parley has/,
    );
  });
});
