import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { post, type TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { uploadFile } from '@parley/testing/uploading';
import { parley as command } from '../../testing/parley-command';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const PASSWORD = 'correct horse battery';

let folder: string;
let platform: RunningPlatform;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-tenants-'));
  platform = await runningPlatform({ PARLEY_DATA: folder });
});
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true, force: true });
});

const parley = (...args: string[]) =>
  command({ PARLEY_DATA: folder, DATABASE_URL: platform.databaseUrl, PUBLIC_URL: 'https://chat.example' }, ...args);

async function done(...args: string[]): Promise<string> {
  const { code, output, complaint } = await parley(...args);
  expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
  return output;
}

interface Session {
  accessToken: string;
  user: { id: string; tenantRole: string };
}
const signUp = async (tenant: string, more: object) =>
  post<{ signUp: Session }>(platform.url, {
    query: 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken user { id tenantRole } } }',
    variables: {
      input: { tenant, email: `${randomUUID()}@x.example`, password: PASSWORD, displayName: 'New', ...more },
    },
  });
const signIn = async (tenant: string, email: string, password: string) =>
  post<{ signIn: Session }>(platform.url, {
    query:
      'mutation ($input: SignInInput!) { signIn(input: $input) { ... on Session { accessToken user { id tenantRole } } } }',
    variables: { input: { tenant, email, password } },
  });
const clientOf = ({ accessToken: token, user }: Session): Pick<TestClient, 'request' | 'token' | 'userId'> => ({
  token,
  userId: user.id,
  request: (query, variables) => post(platform.url, { query, variables, token }),
});
const codeIn = (output: string) => /^code {2}(\S+)$/m.exec(output)![1]!;

it('a tenant is created with the invitation of its owner, who runs it', async () => {
  const output = await done('tenant', 'create', 'acme', '--name', 'Acme Inc.');
  expect(output).toMatch(/^tenant acme is created\n/);
  const code = codeIn(output);
  expect(output).toContain(`url   https://chat.example/invite?code=${code}&tenant=acme\n`);
  expect((await signUp('acme', {})).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  const { data } = await signUp('acme', { invitationCode: code });
  expect(data!.signUp.user.tenantRole).toBe('OWNER');
  expect((await signUp('acme', { invitationCode: code })).errors).toBeDefined();
  const owner = clientOf(data!.signUp);
  await done('tenant', 'limits', 'acme', '--members', '5', '--storage-bytes', '1000000');
  const tenant = await value(owner.request('query { tenant { name limits { members sockets storageBytes } } }'));
  expect(tenant).toEqual({ name: 'Acme Inc.', limits: { members: 5, sockets: null, storageBytes: 1_000_000 } });
  expect(await done('tenant', 'limits', 'acme', '--storage-bytes', 'none')).toBe(
    'members  1 of 5\nsockets  0 of unlimited\nmessagesPerDay  0 of unlimited\nstorageBytes  0 of unlimited\n',
  );
  expect(await done('tenant', 'list')).toMatch(/^acme {2}Acme Inc\. {2}INVITED {2}1 of 5 members$/m);
});

it('says what it acts on, and what is wrong', async () => {
  const { where } = await parley('tenant', 'list');
  expect(where).toMatch(/^parley: development, [^:@]+:\d+\/\w+$/);
  expect(where).not.toContain('postgres:');
  expect(await parley('tenant', 'suspend', 'nowhere')).toMatchObject({
    code: 1,
    complaint: expect.stringMatching(/^parley: there is no tenant nowhere: there are .*demo/) as unknown,
  });
  expect((await parley('tenant', 'create', 'demo')).complaint).toBe('parley: There is a tenant demo already\n');
  expect((await parley('tenant', 'create', 'No Slug')).complaint).toMatch(/^parley: A tenant is named in a-z/);
  expect((await parley('tenant', 'limits', 'demo', '--members', 'many')).complaint).toContain(
    'It is a whole number, or none',
  );
  expect((await parley('tenant', 'delete', 'demo')).complaint).toContain('--yes');
});

it('an account is created, given a role, suspended and restored', async () => {
  const of = ['--tenant', 'demo', '--email', 'dora@x.example'];
  const output = await done('account', 'create', ...of, '--name', 'Dora', '--role', 'ADMIN');
  const password = /^password (\S+)$/m.exec(output)![1]!;
  const { data } = await signIn('demo', 'dora@x.example', password);
  expect(data!.signIn.user.tenantRole).toBe('ADMIN');
  const dora = clientOf(data!.signIn);
  expect(await done('account', 'role', ...of, '--role', 'OWNER')).toBe('dora@x.example is OWNER\n');
  expect((await parley('account', 'role', ...of, '--role', 'MEMBER')).complaint).toBe(
    'parley: Name another owner first\n',
  );

  expect(await done('account', 'suspend', ...of, '--reason', 'holiday')).toBe(
    'dora@x.example is suspended; 1 sessions ended\n',
  );
  await until(async () => (await dora.request('{ me { id } }')).errors !== undefined, { timeoutMs: 2_000 });
  const refused = await signIn('demo', 'dora@x.example', password);
  expect(refused.errors![0]!.message).toBe('This account is suspended: holiday');
  await done('account', 'restore', ...of);
  expect((await signIn('demo', 'dora@x.example', password)).errors).toBeUndefined();
});

it('a suspended tenant is closed within a second, and opens again as it was', async () => {
  const code = codeIn(await done('tenant', 'create', 'shut', '--owner', 'olga@x.example'));
  expect((await signUp('shut', { invitationCode: code })).errors).toBeDefined();
  const { data } = await signUp('shut', { invitationCode: code, email: 'olga@x.example' });
  const olga = clientOf(data!.signUp);
  expect(await done('tenant', 'suspend', 'shut', '--reason', 'unpaid')).toBe(
    'tenant shut is suspended; 1 sessions ended\n',
  );
  await until(async () => (await olga.request('{ me { id } }')).errors !== undefined, { timeoutMs: 2_000 });
  expect((await signIn('shut', 'olga@x.example', PASSWORD)).errors![0]!.message).toBe(
    'This workspace is suspended: unpaid',
  );
  await done('tenant', 'resume', 'shut');
  expect((await signIn('shut', 'olga@x.example', PASSWORD)).errors).toBeUndefined();
});

it('a deleted tenant leaves nothing: no row, object or index document', async () => {
  const code = codeIn(await done('tenant', 'create', 'gone', '--sign-up', 'OPEN'));
  const owner = (await signUp('gone', { invitationCode: code })).data!.signUp;
  const olga = clientOf(owner) as TestClient;
  const max = clientOf((await signUp('gone', {})).data!.signUp) as TestClient;
  const id = await createConversation(olga, { members: [max] });
  const attachmentIds = [await uploadFile(olga, 'secret.txt')];
  const { id: message } = await sendMessage(olga, id, { text: 'a pterodactyl', attachmentIds });
  await value(max.request('mutation ($id: ID!) { addReaction(messageId: $id, emoji: "👍") { id } }', { id: message }));
  const input = { messageId: message, expectedRevision: 1, text: 'a pterodactyl, edited' };
  await value(olga.request('mutation ($input: EditMessageInput!) { editMessage(input: $input) { id } }', { input }));
  await until(async () => (await rowsWith('search.message', message)) === 1);
  const [row] = await platform.database.query<{ id: string }>(`select id from users.tenant where slug = 'gone'`);
  const ids = [row!.id, olga.userId, max.userId, id, message, attachmentIds[0]!];
  const foreign = await sendMessage(...(await somebodyElse()), 'a pterodactyl of others');
  expect(await left(ids)).not.toEqual({});

  expect(await done('tenant', 'delete', 'gone', '--yes')).toMatch(/^tenant gone is deleted, with .*2 accounts.*\n$/);
  expect(await left(ids)).toEqual({});
  expect(await rowsWith('messages.message', foreign.id)).toBe(1);
  expect((await olga.request('{ me { id } }')).errors).toBeDefined();
  expect((await signUp('gone', {})).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  expect(await done('verify')).not.toContain('differ');
});

async function somebodyElse(): Promise<[TestClient, string]> {
  const client = await platform.person('Else');
  return [client, await createConversation(client)];
}

const rowsWith = async (table: string, text: string) =>
  (
    await platform.database.query<{ count: number }>(
      `select count(*)::int as count from ${table} t where t::text like '%' || $1 || '%'`,
      [text],
    )
  )[0]!.count;

/**
 * Tables that have a row which names one of the ids, and objects under them. The audit trail is a chain of ids, and stays; jobs
 * are done by themselves.
 */
async function left(ids: readonly string[]): Promise<Record<string, number>> {
  const tables = await platform.database.query<{ name: string }>(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema', 'audit', 'jobs')
       and table_schema || '.' || table_name <> 'media.late_object'`,
  );
  const found: Record<string, number> = {};
  for (const { name } of tables)
    for (const id of ids) {
      const count = await rowsWith(name, id);
      if (count > 0) found[name] = (found[name] ?? 0) + count;
    }
  const objects = await readdir(join(folder, 'objects'), { recursive: true });
  const left = objects.filter((path) => ids.some((id) => path.includes(id)));
  const files = await Promise.all(left.map(async (path) => (await stat(join(folder, 'objects', path))).isFile()));
  const count = files.filter(Boolean).length;
  return count > 0 ? { ...found, objects: count } : found;
}

describe('outside of development', () => {
  it('nobody seeds', async () => {
    const { code, complaint } = await command({ PARLEY_ENV: 'production', PARLEY_DATA: folder }, 'seed');
    expect([code, complaint]).toEqual([1, expect.stringMatching(/^parley: seed is for development only/)]);
  });

  it('secrets are made once, for their owner alone, and are what production needs', async () => {
    const keys = join(folder, 'secrets');
    const output = await done('keys', 'new', keys);
    const files = Object.fromEntries(
      output
        .trim()
        .split('\n')
        .map((line) => line.split('=') as [string, string]),
    );
    expect(Object.keys(files)).toEqual([
      'SIGNING_KEYS_FILE',
      'ENCRYPTION_KEYS_FILE',
      'SUBGRAPH_SECRET_FILE',
      'URL_KEYS_FILE',
      'METRICS_TOKEN_FILE',
    ]);
    for (const file of Object.values(files)) expect((await stat(file)).mode & 0o077).toBe(0);
    expect(JSON.parse(await readFile(files['SIGNING_KEYS_FILE']!, 'utf8'))).toHaveLength(1);
    expect((await parley('keys', 'new', keys)).complaint).toMatch(/signing-keys\.json exists already/);
    const { code } = await command({ PARLEY_ENV: 'production', PARLEY_DATA: folder, ...files }, 'config');
    expect(code).toBe(0);
  });
});
