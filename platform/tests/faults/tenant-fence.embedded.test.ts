import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TenantId } from '@parley/contracts/ids';
import { createConversation, sendMessage } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { buildSchema, OperationTypeNode } from 'graphql';
import { accounts } from '../../modules';
import { selectingAll } from '../../testing/coverage';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

/** Statements as somebody might write them who forgot the tenant: each condition on it is replaced by one that is always true. */
jest.mock('@parley/database/sql', () => ({
  queryConfig: (statement: string | { name: string; text: string }, values: readonly unknown[] = []) => {
    const { text, ...rest } = typeof statement === 'string' ? { text: statement } : statement;
    const forgetful = text
      .replaceAll(/\b(\w+\.)?tenant = \$(\d+)/g, '($$$2::uuid is null or true)')
      .replaceAll(/\b\w+\.tenant = \w+\.tenant\b/g, 'true');
    return { ...rest, text: forgetful, values: [...values] };
  },
}));

const schema = buildSchema(readFileSync(require.resolve('@parley/contracts/api.graphql'), 'utf8'));
const OURS = 'ourword';
const THEIRS = 'theirword';

/** A tenant with a person, a public channel and a message in it, all named by one word. */
interface Company {
  tenant: TenantId;
  person: TestClient;
  conversation: string;
  message: string;
}

let platform: RunningPlatform;
let ours: Company;
let theirs: Company;

async function company(slug: string, word: string): Promise<Company> {
  const tenant = await accounts.seedTenant(platform.database, { slug, signUp: 'open' });
  const person = await platform.person(word, slug);
  const conversation = await createConversation(person, { kind: 'CHANNEL', title: word, public: true });
  const { id: message } = await sendMessage(person, conversation, word);
  return { tenant, person, conversation, message };
}

beforeAll(async () => {
  platform = await runningPlatform();
  ours = await company('ours', OURS);
  theirs = await company('theirs', THEIRS);
  const indexed = 'select from search.message where text = any ($1)';
  await until(async () => (await platform.database.query(indexed, [[OURS, THEIRS]])).length === 2);
});
afterAll(() => platform.close());

/** Every table and view of the database, with what says that it has rows of a tenant. */
const relations = () =>
  platform.database.query<{ name: string; fenced: boolean; readable: boolean; kind: string }>(
    `select c.oid::regclass::text as name, c.relrowsecurity as fenced, c.relkind as kind,
       has_table_privilege('parley_tenant', c.oid, 'select') as readable
     from pg_class c where c.relkind in ('r', 'p', 'v')
       and c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema') order by 1`,
  );

it('1: a unit of work of a tenant reads no table without a fence', async () => {
  const tables = (await relations()).filter(({ kind }) => kind !== 'v');
  expect(tables.length).toBeGreaterThan(30);
  const open = tables.filter(({ fenced, readable }) => readable && !fenced).map(({ name }) => name);
  expect(open).toEqual([]);
});

it('1: a unit of work of a tenant that selects everything from every table reads nothing of another one', async () => {
  const database = platform.database.of(ours.tenant);
  let rows = 0;
  for (const { name, readable } of await relations()) {
    const read = database.query<{ row: string }>(`select t::text as row from ${name} t`);
    if (!readable) {
      await expect(read).rejects.toThrow('permission denied');
      continue;
    }
    const text = (await read).map(({ row }) => row).join('\n');
    rows += text.length;
    for (const secret of [theirs.tenant, theirs.person.userId, theirs.conversation, theirs.message, THEIRS])
      expect(`${name}: ${text}`).not.toContain(secret);
  }
  // it did read its own
  expect(rows).toBeGreaterThan(1_000);
});

it('1: a unit of work of a tenant changes and removes no row of another one, and adds none', async () => {
  const database = platform.database.of(ours.tenant);
  const withTenant = await platform.database.query<{ name: string }>(
    `select attrelid::regclass::text as name from pg_attribute join pg_class c on c.oid = attrelid
     where attname = 'tenant' and c.relrowsecurity order by 1`,
  );
  expect(withTenant.length).toBeGreaterThan(10);
  for (const { name } of withTenant) {
    const theirRows = `where tenant = '${theirs.tenant}' returning 1`;
    expect(await database.query(`update ${name} set tenant = tenant ${theirRows}`)).toEqual([]);
    expect(await database.query(`delete from ${name} ${theirRows}`)).toEqual([]);
  }
  const values = [randomUUID(), theirs.tenant];
  const adds = database.query('insert into log.stream_head (stream, tenant) values ($1, $2)', values);
  await expect(adds).rejects.toThrow('row-level security');
});

/** What somebody of another tenant is answered to each query of the API, with our ids and words in all of its arguments. */
async function answersTo(by: Company, about: Company, word: string): Promise<Map<string, string>> {
  const ids = [about.person.userId, about.conversation, about.message];
  const answers = new Map<string, string>();
  for (const field of Object.values(schema.getQueryType()!.getFields())) {
    const query = selectingAll(schema, OperationTypeNode.QUERY, field.name);
    for (const id of field.args.some(({ name }) => /id$/i.test(name)) ? ids : [undefined]) {
      const variables = {
        id,
        conversationId: id,
        query: word,
        after: field.name === 'conversationChanges' ? 0 : undefined,
      };
      const { data } = await by.person.request(query, variables);
      answers.set(field.name, (answers.get(field.name) ?? '') + JSON.stringify(data));
    }
  }
  return answers;
}

const namesOf = (answers: ReadonlyMap<string, string>, word: string): string[] =>
  [...answers].filter(([, answer]) => answer.includes(word)).map(([name]) => name);

it('1: without one condition on the tenant in any statement, the API still answers nothing of another tenant', async () => {
  expect(namesOf(await answersTo(theirs, theirs, THEIRS), THEIRS).length).toBeGreaterThan(6);
  expect(namesOf(await answersTo(ours, theirs, THEIRS), THEIRS)).toEqual([]);
});

/** Last, because it takes the fence away. */
it('1: it is the fence that holds: without it, the same queries answer', async () => {
  const { database } = platform;
  for (const { name, fenced } of await relations())
    if (fenced) await database.query(`alter table ${name} disable row level security`);
  const answered = namesOf(await answersTo(ours, theirs, THEIRS), THEIRS);
  expect(answered).toEqual(
    expect.arrayContaining(['user', 'conversation', 'channels', 'message', 'conversationChanges']),
  );
});
