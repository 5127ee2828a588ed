import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const SCRIPTS = join(__dirname, '..', '..', '..', 'infra', 'bench', 'k6');

let platform: RunningPlatform;
beforeAll(async () => {
  platform = await runningPlatform();
});
afterAll(() => platform.close());

/** Runs a script, small. Errors: what it prints, where a check of it failed. */
async function k6(script: string, settings: Record<string, string | number>): Promise<string> {
  const variables = Object.entries({ PARLEY_URL: platform.url, ...settings }).flatMap(([name, value]) => [
    '-e',
    `${name}=${value}`,
  ]);
  const { stdout } = await promisify(execFile)(process.env['K6']!, [
    'run',
    '--quiet',
    '--no-usage-report',
    '--address=',
    ...variables,
    join(SCRIPTS, script),
  ]);
  return stdout;
}

test('sends at a steady rate are all answered', async () => {
  expect(await k6('sends.js', { RATE: 20, DURATION: '3s' })).toMatch(/checks_succeeded.*100\.00%/);
});

test('a history is read page by page, whole and in order', async () => {
  expect(await k6('history.js', { READERS: 3, DURATION: '3s', MESSAGES: 120 })).toMatch(/checks_succeeded.*100\.00%/);
});

test('sockets get everything, in order and once', async () => {
  expect(await k6('sockets.js', { SOCKETS: 20, SENDS: 30 })).toMatch(/checks_succeeded.*100\.00%/);
});

test('a script says so where something is wrong', async () => {
  await expect(k6('sends.js', { PARLEY_TENANT: 'nobody', DURATION: '1s' })).rejects.toThrow(/Nobody could sign up/);
});
