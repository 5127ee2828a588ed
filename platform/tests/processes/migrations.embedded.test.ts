import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { migrate } from '@parley/database/migrate';
import { openDatabase } from '@parley/database/database';
import type { Sql } from '@parley/database/sql';
import { freshDatabase } from '@parley/testing/database';
import pino from 'pino';
import { prepareDatabase, SQL } from '../../migrations';

const logger = pino({ level: 'silent' });
it('wait for each other where several processes start at once', async () => {
  const fresh = await freshDatabase();
  const all = Array.from({ length: 8 }, () => migrate(fresh.url, SQL, logger));
  await expect(Promise.all(all)).resolves.toHaveLength(8);
  await fresh.close();
});

/** A database as it was before the migrations from this one on, and before functions had files. */
async function databaseBefore(migration: string) {
  const fresh = await freshDatabase();
  const url = new URL(fresh.url);
  url.pathname = `/before_${randomUUID().slice(0, 8)}`;
  await fresh.database.query(`create database ${basename(url.pathname)} template template0`);
  const folder = await mkdtemp(join(tmpdir(), 'parley-migrations-'));
  for (const { migrations: from } of SQL)
    for (const file of await readdir(from).catch(() => []))
      if (file < migration) await copyFile(join(from, file), join(folder, file));
  await migrate(url.href, [{ migrations: folder, functions: join(folder, 'none') }], logger);
  const { system: database } = await openDatabase({ url: url.href, poolSize: 2, entities: [], logger });
  return {
    database,
    migrate: () => prepareDatabase(url.href, logger),
    async close() {
      await database.close();
      await rm(folder, { recursive: true });
      await fresh.database.query(`drop database ${basename(url.pathname)}`);
      await fresh.close();
    },
  };
}

it('39: keep what is there, and processes of the version before go on: correlation ids', async () => {
  const { database, ...before } = await databaseBefore('20261125000200');
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
  await before.migrate();
  await append(1);
  await send({});
  await send({ correlation_id: 'abc-1' });

  const entries = await database.query('select type, trace, correlation_id as id from log.entry order by seq');
  const [nothing, message] = ['Void', 'MessageCreated'].map((type) => ({ type, trace: 'a trace', id: null }));
  expect(entries).toEqual([nothing, nothing, message, nothing, message, { ...message, id: 'abc-1' }]);
  await before.close();
});

it('39: delete what was attached to messages that were deleted before, and by processes of the version before', async () => {
  const { database, ...before } = await databaseBefore('20261125143000');
  const [conversation, tenant, owner] = [randomUUID(), randomUUID(), randomUUID()];
  const upload = async (place: string | null): Promise<string> => {
    const [row] = await database.query<{ id: string }>(
      `insert into media.attachment (id, tenant, owner, conversation, file_name, mime_type, size, sha256, status, created_at, upload_expires_at)
       values (gen_random_uuid(), $1, $2, $3, 'a', 'text/plain', 1, repeat('ab', 32), 'READY', now(), now()) returning id`,
      [tenant, owner, place],
    );
    return row!.id;
  };
  let seq = 0;
  const message = (attachments: string[]) =>
    database.query(
      `insert into messages.message (conversation, seq, id, tenant, author, client_message_id, fingerprint, text, attachments,
         ordinal, updated_seq, created_at)
       values ($1, $2, gen_random_uuid(), $3, $4, gen_random_uuid(), '', '', $5::uuid[], $2, $2, now())`,
      [conversation, ++seq, tenant, owner, attachments],
    );
  const deleted = () => database.query<{ id: string }>('select id from media.attachment where deleted_at is not null');
  const [unsent, there, then, now] = [
    await upload(null),
    await upload(conversation),
    await upload(conversation),
    await upload(conversation),
  ];
  await message([there, now]);
  await message([]);
  await message([there]);
  await before.migrate();
  expect(await deleted()).toEqual([{ id: then }]);
  await database.query(`update messages.message set text = '', attachments = '{}' where seq = 1`);
  expect((await deleted()).map(({ id }) => id).sort()).toEqual([then, now].sort());
  expect(await database.query('select from media.attachment where id = any ($1::uuid[])', [[unsent]])).toHaveLength(1);
  await before.close();
});

it('39: give a handle to everybody who is there: one of its kind in a tenant, and none of their name to whom was erased', async () => {
  const { database, ...before } = await databaseBefore('20261129142500');
  const tenants = [randomUUID(), randomUUID()] as const;
  for (const tenant of tenants)
    await database.query(
      `insert into users.tenant (id, slug, sign_up, created_at) values ($1::uuid, $1::text, 'open', now())`,
      [tenant],
    );
  const join = async (tenant: string, name: string, erasedAt: Date | null = null) => {
    const id = randomUUID();
    await database.query('insert into log.stream_head (stream, tenant) values ($1, $2)', [id, tenant]);
    await database.query(
      `insert into users.account (id, tenant, email, password_hash, display_name, search_name, locale, time_zone, bot,
         created_at, erased_at) values ($1::uuid, $2, $1::text, '', $3, lower($3), 'en', 'UTC', false, clock_timestamp(), $4)`,
      [id, tenant, name, erasedAt],
    );
    return id;
  };
  const all = [
    await join(tenants[0], 'Sam Lee'),
    await join(tenants[0], 'Sam Lee'),
    await join(tenants[1], 'Sam Lee'),
    await join(tenants[0], 'Sam Lee', new Date()),
  ];
  await before.migrate();
  const rows = await database.query<{ id: string; handle: string }>('select id, handle from users.account');
  const handles = new Map(rows.map(({ id, handle }) => [id, handle]));
  expect(all.map((id) => handles.get(id))).toEqual(['sam.lee', 'sam.lee.2', 'sam.lee', all[3]]);
  await before.close();
});

/** Of the schemas that functions are in. */
const functionsOf = <Row>(database: Sql, what: string) =>
  database.query<Row>(
    `select ${what} from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname in ('log', 'event_stream', 'users', 'conversations', 'messages', 'media', 'search', 'job_queue') order by 1`,
  );

it('14: give a database of before the functions that a new one has', async () => {
  const { database, ...before } = await databaseBefore('9');
  const fresh = await freshDatabase();
  const definitions = (of: Sql) => functionsOf(of, 'pg_get_functiondef(p.oid)');
  expect(await definitions(database)).not.toEqual(await definitions(fresh.database));
  await before.migrate();
  expect(await definitions(database)).toEqual(await definitions(fresh.database));
  await fresh.close();
  await before.close();
});

it('14: make no function that has no file', async () => {
  const fresh = await freshDatabase();
  const made = await functionsOf(fresh.database, `n.nspname || '.' || p.proname as name`);
  expect(await fresh.database.query('select name from sql_function order by 1')).toEqual(made);
  await fresh.close();
});
