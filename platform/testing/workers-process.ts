import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '@parley/testing/parley-process';
import { until } from '@parley/testing/until';

/** `parley serve --roles workers`, as a process of its own. */
export interface WorkersProcess {
  /** Of its probes. */
  readonly url: string;
  /** What it has printed. */
  output(): string;
  /** Gives its exit code. */
  close(): Promise<number | null>;
}

const MAIN = join(dirname(require.resolve('@parley/platform/package.json')), 'dist', 'main.js');

/** Starts one, which needs DATABASE_URL, and waits until its probes answer, whatever they say. Errors: it ends before. */
export async function workersProcess(environment: Record<string, string>): Promise<WorkersProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-workers-'));
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  let output = '';
  const child = spawn(process.execPath, [MAIN, 'serve', '--roles', 'workers'], {
    env: {
      ...{ PATH: process.env.PATH, PARLEY_ENV: 'development', PARLEY_DATA: folder, LOG_LEVEL: 'warn' },
      ...{ HOST: '127.0.0.1', PROBES_PORT: port, DATABASE_POOL: '8' },
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  async function close(): Promise<number | null> {
    const gone = child.exitCode === null && once(child, 'exit');
    child.kill();
    await gone;
    await rm(folder, { recursive: true });
    return child.exitCode;
  }
  const answers = async () => child.exitCode !== null || (await fetch(`${url}/healthz`)).ok;
  await until(answers, { timeoutMs: 120_000, everyMs: 50, what: 'Workers' });
  if (child.exitCode === null) return { url, output: () => output, close };
  await close();
  throw new Error(`Workers ended: ${output}`);
}
