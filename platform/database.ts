import { embeddedPostgres } from '@parley/runtime/database/embedded-postgres';
import type { Logger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { prepareDatabase } from './migrations';

/**
 * Gives `work` the URL of a database that is up to date: the one of DATABASE_URL, or the embedded one, which is
 * stopped again when `work` is through.
 */
export async function withDatabase<T>(settings: Settings, log: Logger, work: (url: string) => Promise<T>): Promise<T> {
  const embedded = settings.DATABASE_URL ? undefined : embeddedPostgres({ folder: settings.PARLEY_DATA, log });
  await embedded?.start();
  try {
    const url = settings.DATABASE_URL ?? embedded!.url;
    await prepareDatabase(url, log);
    return await work(url);
  } finally {
    await embedded?.stop();
  }
}
