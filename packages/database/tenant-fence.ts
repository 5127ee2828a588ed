import type pg from 'pg';
import type { SqlFile } from './migration-files';
import { TENANT_ROLE } from './scope';

/** `oid` 0 for a role that is not there. `mayEnter`: whether this session may become it. */
const FIND_ROLE = `select coalesce(r.rolsuper or r.rolbypassrls, false) as unbound, r.oid is not null as present,
    case when r.oid is not null then pg_has_role(session_user, r.oid, $2) end as "mayEnter"
  from (values ($1)) wanted(name) left join pg_roles r on r.rolname = wanted.name`;

interface Role {
  present: boolean;
  mayEnter: boolean | null;
  unbound: boolean;
}

/** PostgreSQL's duplicate_object, unique_violation and insufficient_privilege. */
const EXISTS = new Set(['42710', '23505']);
const NOT_PERMITTED = '42501';

/**
 * Sees to it that the role of tenants is there, and that this session's user may become it. Roles belong to the server, and
 * other databases of it share this one. Errors: if an administrator has to do it, with the statements.
 */
export async function ensureTenantRole(client: pg.Client): Promise<void> {
  const { present, mayEnter } = await findRole(client);
  if (!present) await attempt(client, `create role ${TENANT_ROLE} nologin`);
  if (!mayEnter) await attempt(client, `grant ${TENANT_ROLE} to session_user`);
  const made = await findRole(client);
  if (!made.mayEnter)
    throw new Error(`The role ${TENANT_ROLE} is missing. An administrator has to run: ${await statements(client)}`);
  if (made.unbound)
    throw new Error(`The role ${TENANT_ROLE} must be neither a superuser nor bypass row-level security`);
}

async function findRole(client: pg.Client): Promise<Role> {
  const { rows } = await client.query<{ version: number }>(
    `select current_setting('server_version_num')::int as version`,
  );
  // before PostgreSQL 16, every member may become the role
  const right = rows[0]!.version >= 160_000 ? 'SET' : 'MEMBER';
  const found = await client.query<Role>(FIND_ROLE, [TENANT_ROLE, right]);
  return found.rows[0]!;
}

async function attempt(client: pg.Client, statement: string): Promise<void> {
  await client.query(statement).catch((error: unknown) => {
    const { code = '' } = error as { code?: string };
    if (!EXISTS.has(code) && code !== NOT_PERMITTED) throw error;
  });
}

async function statements(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ user: string }>('select quote_ident(session_user) as user');
  return `create role ${TENANT_ROLE} nologin; grant ${TENANT_ROLE} to ${rows[0]!.user};`;
}

/** Tables of these schemas that have a tenant and no policy yet. A partition has that of its table. */
const UNFENCED = `select c.oid::regclass::text as name from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant' and a.atttypid = 'uuid'::regtype and not a.attisdropped
  where c.relnamespace::regnamespace::text = any ($1) and c.relkind in ('r', 'p') and not c.relispartition
    and not exists (select from pg_policy p where p.polrelid = c.oid)
  order by 1`;

/** The subselect is evaluated once for each execution, and is an array by then: no row calls a function. */
const CURRENT_TENANTS = `((select coalesce(nullif(current_setting('parley.tenants', true), ''), '{}')::uuid[])::uuid[])`;

/** Tables of these schemas that have neither, and refer to a fenced table by one column. */
const DEPENDENT = `select distinct on (c.oid) c.oid::regclass::text as name, f.confrelid::regclass::text as parent,
    quote_ident(own.attname) as column, quote_ident(its.attname) as key
  from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class parent on parent.oid = f.confrelid
  join pg_attribute own on own.attrelid = f.conrelid and own.attnum = f.conkey[1]
  join pg_attribute its on its.attrelid = f.confrelid and its.attnum = f.confkey[1]
  where f.contype = 'f' and cardinality(f.conkey) = 1 and parent.relrowsecurity and not c.relispartition
    and c.relnamespace::regnamespace::text = any ($1) and not exists (select from pg_policy p where p.polrelid = c.oid)
  order by c.oid, f.oid`;

interface Dependent {
  name: string;
  parent: string;
  column: string;
  key: string;
}

/** What the role lacks: any of the rights on tables that have a policy, and reading views. */
const UNGRANTED = `select c.oid::regclass::text as name, c.relkind = 'v' as view from pg_class c
  where c.relnamespace::regnamespace::text = any ($1)
    and case when c.relkind = 'v' then not has_table_privilege($2, c.oid, 'select')
      when c.relrowsecurity then not has_table_privilege($2, c.oid, 'delete') end
  order by 1`;

/**
 * Fences every table that has a column `tenant`: in a unit of work of tenants, PostgreSQL shows their rows only. Of a table that
 * refers to a fenced one instead, it shows the rows that belong to those. Other tables belong to nobody's unit of work: the
 * role has no right on them, unless a migration has given it one.
 */
export async function fenceTenants(client: pg.Client, schemas: readonly string[]): Promise<void> {
  const tables = await client.query<{ name: string }>(UNFENCED, [schemas]);
  for (const { name } of tables.rows) {
    await client.query(`create policy tenant on ${name} using (tenant = any ${CURRENT_TENANTS})`);
    await client.query(`alter table ${name} enable row level security`);
  }
  const dependents = await client.query<Dependent>(DEPENDENT, [schemas]);
  for (const { name, parent, column, key } of dependents.rows) {
    const isShown = `exists (select from ${parent} parent where parent.${key} = ${name}.${column})`;
    await client.query(`create policy tenant on ${name} using (${isShown})`);
    await client.query(`alter table ${name} enable row level security`);
  }
  for (const schema of schemas) await client.query(`grant usage on schema ${schema} to ${TENANT_ROLE}`);
  const lacking = await client.query<{ name: string; view: boolean }>(UNGRANTED, [schemas, TENANT_ROLE]);
  for (const { name, view } of lacking.rows)
    await client.query(`grant select${view ? '' : ', insert, update, delete'} on ${name} to ${TENANT_ROLE}`);
}

/** The schemas that these migrations create. */
export const schemasOf = (migrations: readonly SqlFile[]): string[] =>
  migrations.flatMap(({ text }) => Array.from(text.matchAll(/^create schema ([a-z_]+);/gm), ([, schema]) => schema!));
