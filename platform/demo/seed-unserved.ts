import type { Logger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { createPlatform } from '../platform';
import { seedDemo } from './seed-demo';

/** Uploads need a URL, although no server runs that could serve it. */
const UNUSED = 'http://localhost';

interface Options {
  settings: Settings;
  /** URL of the database. */
  url: string;
  logger: Logger;
}

/** Creates the tenant `demo` without a server. False if it exists. */
export async function seedUnserved({ settings, url, logger }: Options): Promise<boolean> {
  const reachable = { ...settings, PUBLIC_URL: settings.PUBLIC_URL ?? UNUSED };
  const { database, subgraphs, objects } = await createPlatform({ settings: reachable, url, logger });
  try {
    return await seedDemo({ database, subgraphs, objects, logger });
  } finally {
    await database.close();
  }
}
