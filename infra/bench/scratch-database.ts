import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareDatabase } from '@parley/platform/migrations';
import { embeddedPostgres } from '@parley/database/embedded-postgres';
import pino from 'pino';

/**
 * Starts an embedded PostgreSQL as `npm start` does (fsync on), in a folder that is removed afterwards, also after a signal.
 * Errors: those of the work, and a signal.
 */
export async function withScratchDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const logger = pino({ level: 'error' });
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  const postgres = embeddedPostgres({ folder, logger });
  try {
    await postgres.start();
    await prepareDatabase(postgres.url, logger);
    return await Promise.race([work(postgres.url), interruption()]);
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function interruption(): Promise<never> {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const signal = await Promise.race(signals.map((one) => once(process, one).then(() => one)));
  throw new Error(`Interrupted by ${signal}`);
}
