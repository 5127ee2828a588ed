import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UserId } from '@parley/contracts/ids';
import { openSocket, subscribe, terminateSockets } from '@parley/gateway/socket/raw-socket.fixture';
import { value } from '@parley/testing/acting';
import { post } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { codesOf } from '@parley/testing/viewers';
import type { ExecutionResult } from 'graphql';
import { CloseCode, MessageType } from 'graphql-ws';
import { bots } from '../../modules';
import { parley } from '../../testing/parley-command';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const FIRST = 'query First { me { id } }';
const SECOND = 'query Second { me { displayName } }';
const OTHER = 'query Other { me { handle } }';

let platform: RunningPlatform;
let folder: string;
beforeAll(async () => {
  platform = await runningPlatform();
  folder = await mkdtemp(join(tmpdir(), 'parley-operations-'));
});
afterEach(terminateSockets);
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true });
});

async function aBot() {
  const email = `${randomUUID()}@example.org`;
  const input = { tenant: 'demo', email, password: randomUUID(), displayName: 'Owner' };
  const query = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken } }';
  await value(post<Record<string, unknown>>(platform.url, { query, variables: { input } }));
  const wanted = { tenant: 'demo', owner: email, name: 'Robo', kind: 'BOT' as const, key: { scopes: ['write'] } };
  const { bot, key } = await bots.create(platform.database, wanted);
  return { bot, key, token: await tokenFor(key) };
}

async function tokenFor(key: string): Promise<string> {
  const query = 'mutation ($key: String!) { exchangeKey(key: $key) { accessToken } }';
  const exchanged = post<Record<string, { accessToken: string }>>(platform.url, { query, variables: { key } });
  return (await value(exchanged)).accessToken;
}

async function run(token: string, documentId: string): Promise<ExecutionResult> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const body = JSON.stringify({ documentId });
  return (await (await fetch(`${platform.url}/graphql`, { method: 'POST', headers, body })).json()) as ExecutionResult;
}

const mayRun = async (token: string, text: string) => codesOf(await run(token, sha256(text))).length === 0;

const publish = (bot: UserId, version: string, ...texts: string[]) =>
  bots.publish(platform.database, bot, { version, operations: new Map(texts.map((text) => [sha256(text), text])) });

it('a bot runs what was published for it, in any version that has not ended, and nothing else (fault 23)', async () => {
  const [robo, other] = [await aBot(), await aBot()];
  await publish(other.bot, '1', OTHER);
  expect(codesOf(await run(robo.token, sha256(FIRST)))).toEqual(['PERSISTED_QUERY_REQUIRED']);
  await publish(robo.bot, '1', FIRST);
  await until(() => mayRun(robo.token, FIRST));
  expect(codesOf(await run(robo.token, sha256(OTHER)))).toEqual(['PERSISTED_QUERY_REQUIRED']);
  expect(codesOf(await post(platform.url, { query: FIRST, token: robo.token }))).toEqual(['PERSISTED_QUERY_REQUIRED']);
  await publish(robo.bot, '2', FIRST, SECOND);
  await until(() => mayRun(robo.token, SECOND));
  await bots.endVersion(platform.database, robo.bot, '1');
  await until(async () => codesOf(await run(robo.token, sha256(FIRST))).includes('UNAUTHENTICATED'));
  const later = await tokenFor(robo.key);
  expect([await mayRun(later, FIRST), await mayRun(later, SECOND)]).toEqual([true, true]);
  await bots.endVersion(platform.database, robo.bot, '2');
  const last = await tokenFor(robo.key);
  await until(async () => codesOf(await run(last, sha256(SECOND))).includes('PERSISTED_QUERY_REQUIRED'));
});

it('what a bot listens to ends with the version that has it', async () => {
  const events = 'subscription Events { readStateChanges { conversation { id } } }';
  const { bot, token } = await aBot();
  await publish(bot, '1', events, FIRST);
  const raw = await openSocket(platform.url, token);
  raw.send(subscribe('1', '', { extensions: { persistedQuery: { version: 1, sha256Hash: sha256(events) } } }));
  raw.send(subscribe('2', events));
  await until(() => raw.messages.some(({ type }) => type === MessageType.Error));
  expect(raw.messages.filter(({ type }) => type === MessageType.Error)).toMatchObject([
    { id: '2', payload: [{ extensions: { code: 'PERSISTED_QUERY_REQUIRED' } }] },
  ]);
  await bots.endVersion(platform.database, bot, '1');
  expect(await raw.closed).toMatchObject({ code: CloseCode.Forbidden });
});

it('a version does not change: the same again is nothing, and others are a conflict', async () => {
  const { bot } = await aBot();
  await publish(bot, '1', FIRST);
  await publish(bot, '1', FIRST);
  await expect(publish(bot, '1', SECOND)).rejects.toMatchObject({ code: 'CONFLICT' });
  await bots.endVersion(platform.database, bot, '1');
  await expect(publish(bot, '1', FIRST)).rejects.toMatchObject({ code: 'CONFLICT' });
  const long = `${FIRST} # ${'x'.repeat(4_194_304)}`;
  await expect(publish(bot, '2', long)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
});

it('the command publishes files of graphql-codegen and Apollo, and refuses what is wrong', async () => {
  const { bot } = await aBot();
  const command = async (version: string, ...args: string[]) => {
    const all = ['operations', 'publish', '--bot', bot, '--version', version, ...args];
    const { output, complaint } = await parley({ DATABASE_URL: platform.databaseUrl }, ...all);
    return output + complaint;
  };
  const file = async (content: object) => {
    const path = join(folder, `${randomUUID()}.json`);
    await writeFile(path, JSON.stringify(content));
    return path;
  };
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1 };
  const operations = [{ id: sha256(SECOND), name: 'Second', type: 'query', body: SECOND }];
  expect(await command('1', await file({ [`sha256:${sha256(FIRST)}`]: FIRST }))).toContain('published 1 operations');
  expect(await command('2', await file({ ...manifest, operations }))).toContain('published 1 operations');
  expect(await command('3')).toMatch(/published \d\d+ operations/);
  const allowed = await bots.operationsOf(platform.database, bot);
  expect([FIRST, SECOND].every((text) => allowed.get(sha256(text)) === text)).toBe(true);
  const unknown = 'query { nobody }';
  expect(await command('4', await file({ [sha256(unknown)]: unknown }))).toContain('is not valid');
  expect(await command('4', await file({ [sha256(FIRST)]: SECOND }))).toContain('is not the SHA-256');
  expect(await command('4', await file([FIRST]))).toContain('has neither');
  expect(await command('1', await file({ [sha256(SECOND)]: SECOND }))).toContain('was published with other operations');
});
