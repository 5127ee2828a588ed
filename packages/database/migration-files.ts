import { readdir, readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import type pg from 'pg';

/** A file of SQL, by its name without `.sql`. */
export interface SqlFile {
  name: string;
  text: string;
  /** SHA-256 of the text, hex. */
  hash: string;
}

/** The `.sql` files of a folder, by name; none where there is no such folder. */
export async function readSqlFiles(folder: string): Promise<SqlFile[]> {
  const names = (await readdir(folder).catch(ignoreMissing)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      // with the line ends of the repository, whatever a checkout on Windows made of them
      const text = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
      return { name: basename(name, '.sql'), text, hash: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

function ignoreMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

export const readMigrations = async (folders: readonly { migrations: string }[]): Promise<SqlFile[]> =>
  (await Promise.all(folders.map(({ migrations }) => readSqlFiles(migrations)))).flat();

const ADD_HASH = 'alter table migration add column if not exists hash text';

const RAN = 'select name, hash from migration order by run_on, id';

const SET_HASH =
  'update migration m set hash = f.hash from unnest($1::text[], $2::text[]) f(name, hash) where m.name = f.name';

/**
 * Compares what ran with the files, and records the hash of each file that has none yet. `newer`: what ran and is no file of
 * this process. Errors: for a file that has changed since it ran.
 */
export async function compareMigrations(client: pg.Client, files: readonly SqlFile[]): Promise<{ newer: string[] }> {
  await client.query(ADD_HASH);
  const { rows } = await client.query<{ name: string; hash: string | null }>(RAN);
  const hashes = new Map(files.map(({ name, hash }) => [name, hash]));
  const known = rows.filter(({ name }) => hashes.has(name));
  const changed = known.filter(({ name, hash }) => hash !== null && hash !== hashes.get(name)).map(({ name }) => name);
  if (changed.length > 0)
    throw new Error(`Migrations that ran must not change; write another one. Changed: ${changed.join(', ')}`);
  const unhashed = known.filter(({ hash }) => hash === null).map(({ name }) => name);
  if (unhashed.length > 0) await client.query(SET_HASH, [unhashed, unhashed.map((name) => hashes.get(name))]);
  return { newer: rows.filter(({ name }) => !hashes.has(name)).map(({ name }) => name) };
}
