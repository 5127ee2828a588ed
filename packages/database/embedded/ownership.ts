import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { TENANT_ROLE } from '../scope';
import { SUPERUSER, type DataFolder } from './data-folder';

/** Any number, the same for all: whose session holds this advisory lock owns the data folder. */
const LOCK = 7_275_395;
const LOCK_PATIENCE_MS = 2_000;
const SESSION_NAME = 'parley-owner';
const ROLE = 'parley';
const DATABASE = 'parley';

export class FolderInUseError extends Error {}

export const urlOf = ({ password }: DataFolder, port: number): string =>
  `postgres://${ROLE}:${password}@127.0.0.1:${port}/${DATABASE}`;

/**
 * Takes the lock, ends what sessions a former owner has left, and sees to it that roles and database are there.
 * The folder is owned as long as the session that is returned. Errors: FolderInUseError, or those of connecting.
 */
export async function takeOwnership(folder: DataFolder, port: number): Promise<pg.Client> {
  const session = new pg.Client({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password: folder.password,
    database: 'postgres',
    application_name: SESSION_NAME,
    keepAlive: true,
  });
  // whoever owns it hears of the end; a reason would add nothing
  session.on('error', () => undefined);
  try {
    await session.connect();
    await lock(session, folder);
    await session.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where backend_type = 'client backend' and application_name <> $1`,
      [SESSION_NAME],
    );
    await ensureDatabase(session, folder.password);
    return session;
  } catch (error) {
    await session.end().catch(() => undefined);
    throw error;
  }
}

async function lock(session: pg.Client, { home }: DataFolder): Promise<void> {
  const patience = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    const { rows } = await session.query<{ ours: boolean }>('select pg_try_advisory_lock($1) as ours', [LOCK]);
    if (rows[0]?.ours) return;
    // PostgreSQL may take a moment to notice that the former owner is gone
    if (Date.now() > patience)
      throw new FolderInUseError(`Another Parley process uses the data folder ${dirname(home)}`);
    await delay(50);
  }
}

async function ensureDatabase(session: pg.Client, password: string): Promise<void> {
  const role = await session.query('select from pg_roles where rolname = $1', [ROLE]);
  if (role.rowCount === 0) await session.query(`create role ${ROLE} login createdb password '${password}'`);
  const tenants = await session.query('select from pg_roles where rolname = $1', [TENANT_ROLE]);
  if (tenants.rowCount === 0) await session.query(`create role ${TENANT_ROLE} nologin`);
  await session.query(`grant ${TENANT_ROLE} to ${ROLE}`);
  const database = await session.query('select from pg_database where datname = $1', [DATABASE]);
  if (database.rowCount === 0) await session.query(`create database ${DATABASE} owner ${ROLE}`);
}
