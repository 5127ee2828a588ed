import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { parley } from '../../testing/parley-command';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const SEARCH = 'query ($text: String!) { searchMessages(query: $text) { edges { node { message { text } } } } }';

// commands are processes of their own
let platform: RunningPlatform;
let client: TestClient;
let folder: string;
let file: string;
beforeAll(async () => {
  platform = await runningPlatform();
  folder = await mkdtemp(join(tmpdir(), 'parley-dlq-'));
  file = join(folder, 'database');
  await writeFile(file, platform.databaseUrl);
  client = await platform.person('Ann');
});
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true });
});

const dlq = async (...args: string[]) => {
  const { code, output, complaint } = await parley({ DATABASE_URL_FILE: file }, 'dlq', ...args);
  return { code, said: (output + complaint).trim() };
};
const found = async (text: string) =>
  (await value(client.request<Record<string, { edges: unknown[] }>>(SEARCH, { text }))).edges.length;

it('34: an indexer that fails at one message goes on with the others, and takes that one once it is mended', async () => {
  const id = await createConversation(client);
  await platform.database.query(`alter table search.message add constraint mended check (text not like '%heffalump%')`);
  await sendMessage(client, id, 'a heffalump');
  await sendMessage(client, id, 'a woozle');
  await until(async () => (await dlq('list')).said === 'outbox  0\nsearch  1', { everyMs: 500 });
  await until(async () => (await found('woozle')) === 1);
  expect(await found('heffalump')).toBe(0);

  const { said } = await dlq('list', 'search');
  expect(said).toMatch(new RegExp(`^\\d+/\\d+  \\S+  ${id} \\d+  .*mended.*\\n1 in all$`));
  const [letter] = said.split('  ');
  expect(JSON.parse((await dlq('show', 'search', letter!)).said)).toMatchObject({
    ...{ id: letter, stream: id },
    entry: { type: 'MessageCreated' },
  });

  await platform.database.query('alter table search.message drop constraint mended');
  expect(await dlq('replay', 'search', letter!, '9/9')).toEqual({
    code: 0,
    said: '1 will be tried again; 1 are not there',
  });
  await until(async () => (await found('heffalump')) === 1);
  await until(async () => (await dlq('list', 'search')).said === '0 in all');
});

it('what the relay has parked is listed, and replayed, with the same command', async () => {
  const id = await createConversation(client);
  await until(async () => (await platform.database.query('select from log.outbox')).length === 0);
  await platform.database.query(`insert into log.dead_letter (stream, seq, error) values ($1, 1, 'a test')`, [id]);
  expect((await dlq('list', 'outbox')).said).toMatch(new RegExp(`^${id}/1 .*a test\\n1 in all$`));
  expect((await dlq('replay', 'outbox', '--all')).said).toBe('1 will be tried again');
  expect((await dlq('list')).said).toBe('outbox  0\nsearch  0');
});

it('says what is wrong with what was asked', async () => {
  expect(await dlq('replay', 'search')).toEqual({ code: 1, said: 'parley: Name those to replay, or say --all' });
  expect(await dlq('show', 'search', '1/1')).toEqual({ code: 1, said: 'parley: search has no dead letter 1/1' });
  expect((await dlq('list', 'nobody')).said).toMatch(/outbox, search/);
});
