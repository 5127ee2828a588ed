import { createHmac, randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Conversation } from '@parley/client';
import { freePort } from '@parley/testing/free-port';
import type { Program } from '@parley/testing/program';
import { until } from '@parley/testing/until';
import { DEMO_PASSWORD, INTEGRATIONS } from '../../demo/people';
import { accounts } from '../../modules';
import { botProcess } from '../../testing/bot-process';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';
import { sdkPeople, shown } from '../../testing/sdk-people';

const people = sdkPeople();
let platform: RunningPlatform;
let botId: string;
let folder: string;
let environment: Record<string, string>;
let bots: Program[];

beforeAll(async () => {
  platform = await runningPlatform();
  const id = await accounts.seedTenant(platform.database, { slug: 'demo', signUp: 'open' });
  const tenant = { id, slug: 'demo', password: DEMO_PASSWORD };
  botId = (await accounts.seedAccounts(platform.database, tenant, INTEGRATIONS)).get('bot')!;
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-bots-'));
  bots = [];
  environment = {
    PARLEY_URL: platform.url,
    BOT_EMAIL: 'bot@demo.example',
    BOT_PASSWORD: DEMO_PASSWORD,
    BOT_STATE: join(folder, 'state'),
  };
});
afterEach(async () => {
  await people.close();
  for (const bot of bots) await bot.end('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});
afterAll(() => platform.close());

function bot(name: string, more: Record<string, string> = {}, isReady?: (output: string) => boolean): Program {
  const made = botProcess(name, { ...environment, ...more }, isReady);
  bots.push(made);
  return made;
}

/** What Ann sees of a conversation that she has with the bot. */
async function room(): Promise<Conversation> {
  const ann = await people.person('Ann', { url: platform.url });
  const { id } = await ann.createConversation({ kind: 'GROUP', title: 'Geese', memberIds: [botId] });
  const conversation = ann.conversation(id);
  people.listen(conversation.timeline);
  await until(() => conversation.timeline.get().status === 'ready');
  return conversation;
}

const texts = ({ timeline }: Conversation) => shown(timeline.get());
const count = (conversation: Conversation, text: string) => texts(conversation).filter((one) => one === text).length;
const untilSaid = (conversation: Conversation, text: string) =>
  until(() => count(conversation, text) > 0, { what: text });

it('echo answers each command once, whenever it is killed', async () => {
  const conversation = await room();
  const echo = bot('echo');
  await echo.start();
  conversation.send('!help');
  await untilSaid(conversation, '- `!echo WORDS` says the words back');
  await echo.end('SIGTERM');
  const before = join(folder, 'before');
  await cp(environment.BOT_STATE!, before, { recursive: true });

  await echo.start();
  conversation.send('!echo Honk');
  await untilSaid(conversation, 'Honk');
  await echo.end('SIGKILL');
  // as a kill leaves it that comes after the answer and before that is kept
  await rm(environment.BOT_STATE!, { recursive: true });
  await cp(before, environment.BOT_STATE!, { recursive: true });
  conversation.send('!echo while you were away');
  await untilSaid(conversation, '!echo while you were away');

  await echo.start();
  await untilSaid(conversation, 'while you were away');
  expect(count(conversation, 'Honk')).toBe(1);
  expect(await echo.end('SIGTERM')).toBe(0);
});

it('a reminder outlives a restart, and comes once', async () => {
  const conversation = await room();
  const reminder = bot('reminder');
  await reminder.start();
  conversation.send('!remind me in 1 day to sleep');
  conversation.send('!forget 1');
  await untilSaid(conversation, 'Reminder 1 is forgotten.');
  conversation.send('!remind me in 4s to stretch');
  await until(() => texts(conversation).some((text) => text.startsWith('Reminder 2:')));
  await reminder.end('SIGKILL');
  const before = join(folder, 'before');
  await cp(environment.BOT_STATE!, before, { recursive: true });

  const isDue = () => texts(conversation).some((text) => text.endsWith('> stretch'));
  await reminder.start();
  await until(isDue);
  await reminder.end('SIGKILL');
  await rm(environment.BOT_STATE!, { recursive: true });
  await cp(before, environment.BOT_STATE!, { recursive: true });

  await reminder.start();
  // it is listed until the service has said that it has it
  const isEmpty = () => {
    conversation.send('!reminders');
    return count(conversation, 'You have no reminders here.') > 0;
  };
  await until(isEmpty, { everyMs: 1_000, what: 'an empty list' });
  expect(texts(conversation).filter((text) => text.endsWith('> stretch'))).toHaveLength(1);
});

it('a webhook is posted once, and only where it is signed and fresh', async () => {
  const conversation = await room();
  const key = randomBytes(32);
  const port = await freePort();
  const bridge = bot('bridge', {
    BRIDGE_SECRET: `whsec_${key.toString('base64')}`,
    BRIDGE_CONVERSATION: conversation.id,
    BRIDGE_PORT: String(port),
  });
  await bridge.start();

  const body = JSON.stringify({ text: 'The build is green' });
  async function deliver(id: string, { ageSeconds = 0, by = key } = {}): Promise<[number, string]> {
    const timestamp = String(Math.floor(Date.now() / 1_000) - ageSeconds);
    const signature = createHmac('sha256', by).update(`${id}.${timestamp}.${body}`).digest('base64');
    const signed = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed },
      body,
    });
    return [response.status, await response.text()];
  }

  expect(await deliver('msg_1', { by: randomBytes(32) })).toEqual([401, expect.stringContaining('UNAUTHENTICATED')]);
  expect(await deliver('msg_1', { ageSeconds: 301 })).toEqual([401, expect.stringContaining('UNAUTHENTICATED')]);
  expect(await deliver('msg_1')).toEqual([204, '']);
  expect(await deliver('msg_1')).toEqual([204, '']);
  await bridge.end('SIGTERM');
  await bridge.start();
  expect(await deliver('msg_1')).toEqual([204, '']);
  expect(await deliver('msg_2')).toEqual([204, '']);
  await until(() => texts(conversation).length === 2);
  expect(texts(conversation)).toEqual(['The build is green', 'The build is green']);
});

it('says that the service is away, and ends at the first SIGINT', async () => {
  const away = `http://127.0.0.1:${await freePort()}`;
  const complaint = `${away} does not respond (PARLEY_URL): ECONNREFUSED`;
  const echo = bot('echo', { PARLEY_URL: away }, (output) => output.includes(complaint));
  await echo.start();
  expect(await echo.end('SIGINT')).toBe(0);
  expect(echo.output()).not.toContain('It runs');
});

it('takes no account of a person, and no conversation that it is not in', async () => {
  const email = 'somebody@demo.example';
  const somebody = people.client({ url: platform.url });
  await somebody.signUp({ tenant: 'demo', email, password: DEMO_PASSWORD, displayName: 'Somebody' });
  await expect(bot('echo', { BOT_EMAIL: email }).start()).rejects.toThrow(`${email} is the account of a person`);

  const { id } = await somebody.createConversation({ kind: 'GROUP', title: 'Without bots' });
  const bridge = bot('bridge', {
    BRIDGE_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    BRIDGE_CONVERSATION: id,
    BRIDGE_PORT: String(await freePort()),
  });
  await expect(bridge.start()).rejects.toThrow('BRIDGE_CONVERSATION: the bot is no member');
});
