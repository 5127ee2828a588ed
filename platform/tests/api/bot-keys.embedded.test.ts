import { randomUUID } from 'node:crypto';
import { openSocket, subscribe, terminateSockets } from '@parley/gateway/socket/raw-socket.fixture';
import type { BotKind } from '@parley/subgraph/bots';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { post } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { codesOf } from '@parley/testing/viewers';
import { CloseCode, MessageType } from 'graphql-ws';
import pino from 'pino';
import { parley } from '../../testing/parley-command';
import { erasePerson } from '../../erasure';
import { accounts, bots } from '../../modules';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const EXCHANGE = 'mutation ($key: String!) { exchangeKey(key: $key) { accessToken expiresAt } }';
const SIGN_UP = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken user { id } } }';

let platform: RunningPlatform;
let elsewhere: { url: string };
beforeAll(async () => {
  platform = await runningPlatform({ ACCESS_TOKEN_SECONDS: '900' });
  elsewhere = await platform.another();
});
afterEach(terminateSockets);
afterAll(() => platform.close());

async function run(...args: string[]): Promise<string> {
  const { code, output, complaint } = await parley({ DATABASE_URL: platform.databaseUrl }, ...args);
  if (code !== 0) throw new Error(complaint);
  return output;
}

async function anOwner() {
  const email = `${randomUUID()}@example.org`;
  const input = { tenant: 'demo', email, password: randomUUID(), displayName: 'Owner' };
  const { user } = await value(
    post<Record<string, { user: { id: string } }>>(platform.url, { query: SIGN_UP, variables: { input } }),
  );
  return { email, id: user.id };
}

const wordAfter = (word: string, output: string) => new RegExp(`^${word} (\\S+)$`, 'm').exec(output)![1]!;
const keyIn = (output: string) => ({ id: wordAfter('key', output), key: /^parley_key_\S+$/m.exec(output)![0] });

async function aBot({ kind = 'PARTNER', scopes = ['write'] }: { kind?: BotKind; scopes?: string[] } = {}) {
  const owner = await anOwner();
  const wanted = { tenant: 'demo', owner: owner.email, name: 'Robo', kind, key: { scopes } };
  return { owner, ...(await bots.create(platform.database, wanted)) };
}

const named = ({ email }: { email: string }) => ['--tenant', 'demo', '--email', email];

async function erase({ id }: { id: string }): Promise<void> {
  const person = await accounts.find(platform.database, { user: id });
  await erasePerson({ database: platform.database, logger: pino({ level: 'silent' }) }, person!);
}

const exchange = (key: string, url = platform.url) =>
  post<Record<string, { accessToken: string; expiresAt: string }>>(url, { query: EXCHANGE, variables: { key } });
const tokenFor = async (key: string) => (await value(exchange(key))).accessToken;
const me = (token: string, url = platform.url) => post(url, { query: '{ me { id bot } }', token });

it('commands create a bot, list it, give and rotate keys, and end them; the database has no key', async () => {
  const { email } = await anOwner();
  const output = await run('bot', 'create', '--tenant', 'demo', '--owner', email, '--name', 'Robo', '--partner');
  const { id, key } = keyIn(output);
  const bot = wordAfter('bot', output);
  const token = await tokenFor(key);
  expect(await me(token)).toEqual({ data: { me: { id: bot, bot: true } } });
  const stored = await platform.database.query<{ row: string }>('select k::text as row from users.bot_key k');
  expect(JSON.stringify(stored)).not.toContain(key.slice('parley_key_'.length));
  const listed = await run('bot', 'list', '--tenant', 'demo');
  expect(listed).toMatch(new RegExp(`key ${id}  write  open  last used \\d{4}-`));
  expect(listed).not.toContain(key);
  const second = keyIn(await run('bot', 'key', bot, '--scopes', 'schema:read', '--days', '30'));
  const third = keyIn(await run('bot', 'rotate', second.id, '--overlap', '1'));
  await Promise.all([second.key, third.key].map(tokenFor));
  expect(await run('bot', 'end', bot)).toBe('ended\n');
  for (const each of [key, second.key, third.key]) expect(codesOf(await exchange(each))).toEqual(['UNAUTHENTICATED']);
  const rows = 'select action from audit.entry where subject = any ($1) order by number';
  const subjects = [bot, second.id];
  expect((await platform.database.query<{ action: string }>(rows, [subjects])).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['createBot', 'addBotKey', 'rotateBotKey', 'endBot']),
  );
});

it('one session is enough for a key, however often it is exchanged at once', async () => {
  const { bot, key } = await aBot();
  const tokens = await Promise.all(Array.from({ length: 8 }, () => tokenFor(key)));
  for (const token of tokens) expect(await me(token)).toMatchObject({ data: { me: { id: bot } } });
  expect(await platform.database.query('select from users.session where account = $1', [bot])).toHaveLength(1);
});

it.each(['', 'parley_key_', `parley_key_${'a'.repeat(43)}`, 'x'.repeat(10_000), '\0'])('%# is no key', async (key) => {
  expect(codesOf(await exchange(key))).toEqual(['UNAUTHENTICATED']);
});

describe('tokens and sockets end with', () => {
  type Bot = Awaited<ReturnType<typeof aBot>>;
  it.each<[string, (bot: Bot) => Promise<unknown>]>([
    ['the key', ({ id }) => bots.endKey(platform.database, id)],
    ['the bot', ({ bot }) => bots.end(platform.database, bot)],
    ['the owner', ({ owner }) => erase(owner)],
    ['the suspension of the owner', ({ owner }) => run('account', 'suspend', ...named(owner))],
  ])('%s, in every process', async (_, end) => {
    const [robot, other] = [await aBot(), await aBot()];
    const [token, others] = [await tokenFor(robot.key), await tokenFor(other.key)];
    const here = await openSocket(platform.url, token);
    const there = await openSocket(elsewhere.url, token);
    await end(robot);
    for (const { closed } of [here, there])
      expect(await closed).toEqual({ code: CloseCode.Forbidden, reason: 'Session ended' });
    for (const { url } of [platform, elsewhere]) {
      await until(async () => String(codesOf(await me(token, url))) === 'UNAUTHENTICATED');
      expect(codesOf(await exchange(robot.key, url))).toEqual(['UNAUTHENTICATED']);
      expect(codesOf(await me(others, url))).toEqual([]);
    }
  });
});

it('keys are refused while the owner is suspended, and valid again afterwards', async () => {
  const { owner, bot, key } = await aBot();
  const before = await tokenFor(key);
  await run('account', 'suspend', ...named(owner), '--reason', 'a lost laptop');
  expect(codesOf(await exchange(key))).toEqual(['UNAUTHENTICATED']);
  await run('account', 'restore', ...named(owner));
  const after = await tokenFor(key);
  expect(await me(after)).toMatchObject({ data: { me: { id: bot } } });
  await until(async () => String(codesOf(await me(before))) === 'UNAUTHENTICATED');
  await run('account', 'suspend', ...named(owner), '--until', new Date(Date.now() + 3_600_000).toISOString());
  expect(codesOf(await exchange(key))).toEqual(['UNAUTHENTICATED']);
  await platform.database.query('update users.account set suspended_until = now() where id = $1', [owner.id]);
  expect(codesOf(await me(await tokenFor(key)))).toEqual([]);
});

it('an ended key leaves the others of its bot alone', async () => {
  const { bot, id, key } = await aBot();
  const second = await bots.addKey(platform.database, bot, { scopes: ['write'] });
  const [first, stays] = [await tokenFor(key), await tokenFor(second.key)];
  await bots.endKey(platform.database, id);
  await until(async () => String(codesOf(await me(first))) === 'UNAUTHENTICATED');
  expect(codesOf(await me(stays))).toEqual([]);
  await expect(bots.endKey(platform.database, id)).rejects.toThrow('Key not found');
});

it('rotation gives a key with the same scopes, and the old one is good until the overlap is over', async () => {
  const { id, key } = await aBot({ scopes: ['schema:read'] });
  const next = await bots.rotateKey(platform.database, id, 3_600_000);
  await Promise.all([key, next.key].map(tokenFor));
  const scopes = 'select scopes from users.bot_key where id = $1';
  expect(await platform.database.query(scopes, [next.id])).toEqual([{ scopes: ['schema:read'] }]);
  // what is left of the overlap is less than the lifetime of a token
  await platform.database.query(`update users.bot_key set expires_at = now() + interval '20 s' where id = $1`, [id]);
  const { expiresAt } = await value(exchange(key));
  expect(Date.parse(expiresAt)).toBeLessThanOrEqual(Date.now() + 20_000);
  await platform.database.query('update users.bot_key set expires_at = now() where id = $1', [id]);
  expect(codesOf(await exchange(key))).toEqual(['UNAUTHENTICATED']);
  await tokenFor(next.key);
});

it('a key without the scope "write" reads, and changes nothing', async () => {
  const { bot, key } = await aBot({ scopes: ['schema:read'] });
  const ann = await platform.person('Ann');
  const id = await createConversation(ann);
  await value(
    ann.request('mutation ($c: ID!, $u: [ID!]!) { addMembers(conversationId: $c, userIds: $u) { id } }', {
      ...{ c: id, u: [bot] },
    }),
  );
  await sendMessage(ann, id, 'hello');
  const input = { conversationId: id, clientMessageId: randomUUID(), text: 'from a bot' };
  const query = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';
  const send = async (token: string) => codesOf(await post(platform.url, { query, variables: { input }, token }));
  const readOnly = await tokenFor(key);
  expect(codesOf(await me(readOnly))).toEqual([]);
  // twice: the second one goes another way, past Apollo Server
  for (let n = 0; n < 2; n++) expect(await send(readOnly)).toEqual(['FORBIDDEN']);
  expect(await send(await tokenFor((await bots.addKey(platform.database, bot, { scopes: ['write'] })).key))).toEqual(
    [],
  );
});

it('a socket of a key without the scope "write" goes on with a newer token', async () => {
  const { key } = await aBot({ scopes: [] });
  const raw = await openSocket(platform.url, await tokenFor(key));
  const query = 'mutation ($token: String!) { renewSocket(token: $token) }';
  raw.send(subscribe('1', query, { variables: { token: await tokenFor(key) } }));
  expect(await raw.message(MessageType.Next, '1')).toMatchObject({
    payload: { data: { renewSocket: expect.any(String) } },
  });
});

it('nobody signs in to a bot by a password', async () => {
  const { bot } = await aBot({ kind: 'BOT' });
  const [{ email } = { email: '' }] = await platform.database.query<{ email: string }>(
    'select email from users.account where id = $1',
    [bot],
  );
  const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }';
  const input = { tenant: 'demo', email, password: 'any password' };
  expect(codesOf(await post(platform.url, { query, variables: { input } }))).toEqual(['UNAUTHENTICATED']);
});

it('commands say what is wrong', async () => {
  await expect(run('bot', 'end', randomUUID())).rejects.toThrow('Bot not found');
  await expect(run('bot', 'key', randomUUID(), '--scopes', 'partner')).rejects.toThrow('A scope is one of');
});
