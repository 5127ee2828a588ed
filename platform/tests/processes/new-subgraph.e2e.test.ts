import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { newClient, type TestClient } from '@parley/testing/client';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { freePort } from '@parley/testing/free-port';
import { until } from '@parley/testing/until';
import { copiedProject, type CopiedProject } from '../../testing/copied-project';

const MAIN = 'platform/dist/main.js';
const REMINDERS = join(__dirname, '../../testing/reminders');

let project: CopiedProject;
let fresh: FreshDatabase;
let environment: Record<string, string>;
let url: string;
let parley: ChildProcess;
let ann: TestClient;

/** As CONTRIBUTING.md tells. */
async function addReminders(): Promise<void> {
  await project.addWorkspace(REMINDERS, 'subgraphs/reminders');
  const list = 'MODULES: readonly SubgraphModule<PlatformServices>[] = [';
  await project.replace('platform/modules.ts', list, `${list}reminders, `);
  await project.replace(
    'platform/modules.ts',
    'import type { PlatformServices }',
    `import { reminders } from '@parley/reminders/module';\nimport type { PlatformServices }`,
  );
  const references = '"references": [';
  await project.replace('tsconfig.json', references, `${references} { "path": "subgraphs/reminders" },`);
  await project.replace('platform/tsconfig.json', references, `${references} { "path": "../subgraphs/reminders" },`);
  await project.replace(
    'supergraph.yaml',
    'subgraphs:\n',
    `subgraphs:
  reminders:
    routing_url: http://localhost:4099/graphql
    schema:
      file: subgraphs/reminders/generated/schema.graphql
`,
  );
}

beforeAll(async () => {
  project = await copiedProject();
  await addReminders();
  await project.run({}, 'infra/build/build.mjs');
  await project.run({}, 'infra/build/dist/compose.js');
  fresh = await freshDatabase();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  environment = {
    PARLEY_ENV: 'development',
    PARLEY_DATA: join(project.folder, 'data'),
    DATABASE_URL: fresh.url,
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    REMINDERS_SIGNATURE: ', said Parley',
  };
  parley = spawn(process.execPath, [join(project.folder, MAIN), 'serve'], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const isReady = async () => parley.exitCode !== null || (await fetch(`${url}/readyz`)).ok;
  await until(isReady, { timeoutMs: 300_000, everyMs: 50, what: 'parley' });
  // whoever signs up needs the tenant, which is made once it serves
  await until(async () => (ann = await newClient(url, 'Ann')) && true, { what: 'the demo' });
});
afterAll(async () => {
  await ann?.close();
  parley.kill('SIGTERM');
  await once(parley, 'exit');
  await fresh.close();
  await project.remove();
});

interface Reminders {
  sent: string[];
  recent: number;
  written: number;
}

const reminders = () => value(ann.request<Record<string, Reminders>>('{ reminders { sent recent written } }'));

describe('a subgraph that was added by the book', () => {
  it('is served by the gateway, and has tables, a job, ephemeral state and a setting', async () => {
    await value(ann.request('mutation { remindMe(text: "tea") }'));
    await until(async () => (await reminders()).sent.length > 0);
    expect(await reminders()).toEqual({ sent: ['tea, said Parley'], recent: 1, written: 0 });
  });

  it('shows its setting among all others, and knows it when it is misspelled', async () => {
    const { REMINDERS_SIGNATURE: misspelled, ...others } = environment;
    expect(await project.run(environment, MAIN, 'config')).toContain(
      '# What each reminder ends with (environment)\nREMINDERS_SIGNATURE=, said Parley\n',
    );
    const noticed = await project.run({ ...others, REMINDER_SIGNATURE: misspelled! }, MAIN, 'config');
    expect(noticed).toContain('REMINDER_SIGNATURE is no setting: did you mean REMINDERS_SIGNATURE?');
  });

  it('follows the event stream', async () => {
    await sendMessage(ann, await createConversation(ann, { members: [] }), 'hello');
    await until(async () => (await reminders()).written === 1);
  });

  it('takes part in an erasure', async () => {
    const output = await project.run(environment, MAIN, 'erase', '--user', ann.userId);
    expect(output).toMatch(/1 messages, 1 reminders, .*and 0 uploads/);
    expect(await fresh.database.query('select from reminders.reminder')).toEqual([]);
  });
});
