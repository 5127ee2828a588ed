import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSettings } from '@parley/runtime/settings';
import { freshDatabase } from '@parley/testing/database';
import { seedTenant } from '@parley/users/seed';
import pino from 'pino';
import { createPlatform, type Platform } from '../platform';

export interface RunningPlatform extends Platform {
  readonly url: string;
  /** Stops it, and removes its database and its files. */
  close(): Promise<void>;
}

/** The whole platform in the test's own process, on a database of its own, with the empty tenant `demo`. */
export async function runningPlatform(environment: Record<string, string> = {}): Promise<RunningPlatform> {
  const fresh = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'parley-platform-'));
  const settings = parseSettings({
    PARLEY_ENV: 'development',
    PARLEY_DATA: folder,
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    ...environment,
  });
  const platform = await createPlatform({ settings, url: fresh.url, log: pino({ level: settings.LOG_LEVEL }) });
  await seedTenant(fresh.database, { slug: 'demo', signUp: 'open' });
  await platform.start();
  return {
    ...platform,
    url: platform.gateway!.url,
    async close() {
      await platform.stop();
      await fresh.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
