import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { embeddedPostgres } from './embedded-postgres';

const PROGRAM = `
  const { embeddedPostgres } = require('@parley/database/embedded-postgres');
  const postgres = embeddedPostgres({ folder: process.argv[1], logger: { info() {}, warn() {}, error() {} } });
  postgres.start().then(() => console.log(postgres.url));
`;

test('what a killed process left running is taken over, its sessions are ended, and nothing committed is lost', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-pg-'));
  const killed = spawn(process.execPath, ['-e', PROGRAM, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = (await Promise.race([once(killed.stdout, 'data'), once(killed, 'exit')])) as [Buffer];
  const session = new pg.Client({ connectionString: url.toString().trim() });
  const sessionEnded = new Promise<void>((resolve) => session.once('end', resolve));
  session.on('error', () => undefined);
  await session.connect();
  await session.query('create table kept as select 1 as one');
  await session.query('begin');
  await session.query('lock table kept');

  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const postgres = embeddedPostgres({ folder, logger: pino({ level: 'silent' }) });
  await postgres.start();

  await sessionEnded;
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  expect((await client.query('select one from kept')).rows).toEqual([{ one: 1 }]);
  await client.end();
  await postgres.stop();
  await rm(folder, { recursive: true });
});
