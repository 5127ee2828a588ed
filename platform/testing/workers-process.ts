import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@parley/testing/free-port';
import { program } from '@parley/testing/program';

/** `parley serve --roles workers`, as a process of its own. */
export interface WorkersProcess {
  /** Of its probes. */
  readonly url: string;
  /** What it has printed. */
  output(): string;
  /** Gives its exit code. */
  close(): Promise<number | null>;
}

/** Starts one, which needs DATABASE_URL, and waits until its probes answer, whatever they say. Errors: it ends before. */
export async function workersProcess(environment: Record<string, string>): Promise<WorkersProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-workers-'));
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const workers = program({
    name: '@parley/platform',
    args: ['serve', '--roles', 'workers'],
    environment: {
      ...{ PARLEY_ENV: 'development', PARLEY_DATA: folder, LOG_LEVEL: 'warn' },
      ...{ HOST: '127.0.0.1', PROBES_PORT: port, DATABASE_POOL: '8' },
      ...environment,
    },
    isReady: async () => (await fetch(`${url}/healthz`)).ok,
  });
  const removeFolder = () => rm(folder, { recursive: true });
  await workers.start().catch(async (error: unknown) => {
    await removeFolder();
    throw error;
  });
  return {
    url,
    output: workers.output,
    async close() {
      const code = await workers.end('SIGTERM');
      await removeFolder();
      return code;
    },
  };
}
