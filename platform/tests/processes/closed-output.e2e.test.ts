import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newClient } from '@parley/testing/client';
import { createConversation, sendMessage } from '@parley/testing/acting';
import { freePort } from '@parley/testing/free-port';
import { mainOf } from '@parley/testing/program';
import { until } from '@parley/testing/until';

it.each([
  ['one process', '1'],
  ['two workers', '2'],
])('%s: goes on when nobody reads what it prints any more, and drains when it is stopped', async (_, workers) => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-output-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [mainOf('@parley/platform'), 'serve', '--workers', workers], {
    env: {
      PATH: process.env.PATH,
      PARLEY_ENV: 'development',
      PARLEY_DATA: folder,
      PORT: String(port),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  try {
    // as `| head -1` does
    await once(child.stdout, 'data');
    child.stdout.destroy();
    child.stderr.destroy();
    await until(async () => child.exitCode !== null || (await fetch(`${url}/readyz`)).ok, { timeoutMs: 300_000 });
    expect(child.exitCode).toBeNull();

    const client = await newClient(url);
    const id = await createConversation(client);
    expect((await sendMessage(client, id, 'still there')).text).toBe('still there');
    await client.close();
  } finally {
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(existsSync(join(folder, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
    await rm(folder, { recursive: true, force: true });
  }
});
