import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { migrate, migrationsOf } from '@parley/runtime/database/migrate';
import { openDatabase } from '@parley/runtime/database/database';
import { freshDatabase } from '@parley/testing/database';
import pino from 'pino';
import { MIGRATED } from './migrations';

const log = pino({ level: 'silent' });
const FOLDERS = MIGRATED.map(migrationsOf);

it('wait for each other where several processes start at once', async () => {
  const fresh = await freshDatabase();
  const all = Array.from({ length: 8 }, () => migrate(fresh.url, FOLDERS, log));
  await expect(Promise.all(all)).resolves.toHaveLength(8);
  await fresh.close();
});

it('39: keep what is there, and processes of the version before go on: correlation ids', async () => {
  const fresh = await freshDatabase();
  const url = new URL(fresh.url);
  url.pathname = `/before_${randomUUID().slice(0, 8)}`;
  await fresh.database.query(`create database ${basename(url.pathname)} template template0`);
  const folder = await mkdtemp(join(tmpdir(), 'parley-migrations-'));
  for (const from of FOLDERS)
    for (const file of await readdir(from).catch(() => []))
      if (file < '20261125000200') await copyFile(join(from, file), join(folder, file));
  await migrate(url.href, [folder], log);
  const database = await openDatabase({ url: url.href, poolSize: 2, entities: [], log });

  const [stream, tenant, author] = [randomUUID(), randomUUID(), randomUUID()];
  const append = (payloads: number) =>
    database.query(
      `select from log.append(array_fill($1::uuid, array[$2::int]), array_fill('Void'::text, array[$2::int]), 1,
        array_fill(null::uuid, array[$2::int]), array_fill('{}'::jsonb, array[$2::int]), array_fill(false, array[$2::int]),
        array_fill('a trace'::text, array[$2::int]))`,
      [stream, payloads],
    );
  const send = (more: object) => {
    const message = { conversation: stream, id: randomUUID(), tenant, author, client_message_id: randomUUID() };
    const said = { fingerprint: '', text: 'a', mentions: [], attachments: [], trace: 'a trace', ...more };
    return database.query('select from messages.send($1::json)', [JSON.stringify([{ n: 0, ...message, ...said }])]);
  };
  await database.query('insert into log.stream_head (stream, tenant) values ($1, $2)', [stream, tenant]);
  await database.query(`insert into log.stream_member (stream, person, tenant, role) values ($1, $2, $3, 'MEMBER')`, [
    stream,
    author,
    tenant,
  ]);
  await append(2);
  await send({});
  await migrate(url.href, FOLDERS, log);
  await append(1);
  await send({});
  await send({ correlation_id: 'abc-1' });

  const entries = await database.query('select type, trace, correlation_id as id from log.entry order by seq');
  const [nothing, message] = ['Void', 'MessageCreated'].map((type) => ({ type, trace: 'a trace', id: null }));
  expect(entries).toEqual([nothing, nothing, message, nothing, message, { ...message, id: 'abc-1' }]);

  await database.close();
  await rm(folder, { recursive: true });
  await fresh.database.query(`drop database ${basename(url.pathname)}`);
  await fresh.close();
});
