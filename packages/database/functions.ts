import type pg from 'pg';
import { readSqlFiles, type SqlFile } from './migration-files';

const CREATE_TABLE = `create table if not exists sql_function (
  name text primary key, hash text not null, applied_at timestamptz not null default clock_timestamp())`;

const APPLIED = 'select name, hash from sql_function';

const RECORD = `insert into sql_function (name, hash) values ($1, $2)
  on conflict (name) do update set hash = excluded.hash, applied_at = excluded.applied_at`;

/** `xmin` changes when a function is replaced. */
const SIGNATURES = `select oid::regprocedure::text as signature, xmin::text as version
  from pg_proc where pronamespace = to_regnamespace(split_part($1, '.', 1)) and proname = split_part($1, '.', 2)`;

/** PostgreSQL's invalid_function_definition: `create or replace` can't change a result or the name of a parameter. */
const OTHER_DEFINITION = '42P13';

/**
 * Runs each function's file that has changed since it ran here, package by package and by name, all in one transaction, and
 * records its hash. A function has one signature: those of it that its file does not make are dropped.
 * Returns which ran. Errors: for a file that does not make the function that it is named after; for a function that can't
 * be dropped because others depend on it: a migration has to drop those first.
 */
export async function applyFunctions(client: pg.Client, folders: readonly { functions: string }[]): Promise<string[]> {
  const files = (await Promise.all(folders.map(({ functions }) => readSqlFiles(functions)))).flat().map(named);
  await client.query(CREATE_TABLE);
  const { rows } = await client.query<{ name: string; hash: string }>(APPLIED);
  const applied = new Map(rows.map(({ name, hash }) => [name, hash]));
  const changed = files.filter(({ name, hash }) => applied.get(name) !== hash);
  if (changed.length === 0) return [];
  await client.query('begin');
  try {
    for (const file of changed) await apply(client, file);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
  return changed.map(({ name }) => name);
}

const CREATED = /^create or replace function ([a-z_0-9]+\.([a-z_0-9]+))\s*\(/m;

/** The file by the name of its function, with the schema. */
function named(file: SqlFile): SqlFile {
  const [, name, withoutSchema] = CREATED.exec(file.text) ?? [];
  if (!name || withoutSchema !== file.name)
    throw new Error(`${file.name}.sql must "create or replace function" the function that it is named after`);
  return { ...file, name };
}

async function apply(client: pg.Client, { name, text, hash }: SqlFile): Promise<void> {
  const before = await signaturesOf(client, name);
  await client.query('savepoint before');
  try {
    await client.query(text);
  } catch (cause) {
    if ((cause as { code?: string }).code !== OTHER_DEFINITION) throw new Error(`${name}: ${String(cause)}`, { cause });
    await client.query('rollback to savepoint before');
    for (const signature of before.keys()) await client.query(`drop function ${signature}`);
    await client.query(text);
  }
  const after = await signaturesOf(client, name);
  for (const [signature, version] of before)
    if (after.get(signature) === version) await client.query(`drop function ${signature}`);
  await client.query(RECORD, [name, hash]);
}

async function signaturesOf(client: pg.Client, name: string): Promise<Map<string, string>> {
  const { rows } = await client.query<{ signature: string; version: string }>(SIGNATURES, [name]);
  return new Map(rows.map(({ signature, version }) => [signature, version]));
}
