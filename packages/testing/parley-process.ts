import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { until } from './until';

/** The whole platform in a process of its own, as `npm start` runs it, with a data folder that outlives kills. */
export interface ParleyProcess {
  readonly url: string;
  /** PARLEY_DATA. */
  readonly folder: string;
  /** What it has printed since it was last started. */
  output(): string;
  start(): Promise<void>;
  /** Ends it with a signal, and waits until it is gone. Gives its exit code, null after SIGKILL. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
  /** Stops it, and removes its data. */
  close(): Promise<void>;
}

export async function parleyProcess(
  environment: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<ParleyProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-e2e-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let output = '';

  async function start(): Promise<void> {
    output = '';
    child = spawn(process.execPath, [mainOf('@parley/platform'), 'serve', ...args], {
      env: {
        ...withoutTestServer(process.env),
        PARLEY_ENV: 'development',
        PARLEY_DATA: folder,
        PORT: String(port),
        HOST: '127.0.0.1',
        LOG_LEVEL: 'warn',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout?.on('data', (chunk) => (output += String(chunk)));
    child.stderr?.on('data', (chunk) => (output += String(chunk)));
    const started = child;
    await answers(started).catch(async (error: unknown) => {
      await kill('SIGTERM');
      throw error;
    });
  }

  async function answers(started: ChildProcess): Promise<void> {
    await until(
      async () => {
        if (started.exitCode !== null) return 'ended';
        return (await fetch(`${url}/readyz`)).ok && output.includes('demo') && 'ready';
      },
      { timeoutMs: 120_000, everyMs: 50, what: 'Parley' },
    );
    if (started.exitCode !== null) throw new Error(`Parley ended with ${started.exitCode}: ${output}`);
  }

  async function kill(signal: NodeJS.Signals): Promise<number | null> {
    if (child?.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const gone = once(child, 'exit');
    child.kill(signal);
    const [code] = (await gone) as [number | null];
    return code;
  }

  await start();
  return {
    url,
    folder,
    output: () => output,
    start,
    kill,
    async close() {
      // after a SIGKILL its PostgreSQL is still there: only a started process stops it
      if (child?.signalCode === 'SIGKILL') await start();
      await kill('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const mainOf = (name: string): string => join(dirname(require.resolve(`${name}/package.json`)), 'dist', 'main.js');

function withoutTestServer({ DATABASE_URL: _, ...environment }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return environment;
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
