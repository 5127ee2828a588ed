import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port';
import { program } from './program';
import { RELAXED_LIMITS } from './relaxed-limits';

/** The whole platform in a separate process, as `npm start` runs it, with a data folder that survives kills. */
export interface ParleyProcess {
  readonly url: string;
  /** PARLEY_DATA. */
  readonly folder: string;
  /** Its output since the last start. */
  output(): string;
  start(): Promise<void>;
  /** Sends a signal, and waits until it has exited. Returns its exit code, null after SIGKILL. */
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
  const parley = program({
    name: '@parley/platform',
    args: ['serve', ...args],
    environment: {
      ...withoutTestServer(process.env),
      PARLEY_ENV: 'development',
      PARLEY_DATA: folder,
      PORT: String(port),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      ...RELAXED_LIMITS,
      ...environment,
    },
    isReady: async () => (await fetch(`${url}/readyz`)).ok && parley.output().includes('demo'),
  });
  await parley.start();
  return {
    url,
    folder,
    output: parley.output,
    start: parley.start,
    kill: parley.end,
    async close() {
      // after a SIGKILL its PostgreSQL is still there: only a started process stops it
      if (parley.endedBy() === 'SIGKILL') await parley.start();
      await parley.end('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function withoutTestServer({ DATABASE_URL: _, ...environment }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return environment;
}
