import type { Logger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { createPlatform } from '../platform';
import { seedDemo } from './seed-demo';

/** Uploads are announced with a URL, and nothing listens that could have one. */
const UNUSED = 'http://localhost';

interface Options {
  settings: Settings;
  /** Of the database. */
  url: string;
  log: Logger;
}

/** Makes the tenant `demo` while nothing is served. False where it was there already. */
export async function seedUnserved({ settings, url, log }: Options): Promise<boolean> {
  const reachable = { ...settings, PUBLIC_URL: settings.PUBLIC_URL ?? UNUSED };
  const { database, subgraphs, objects } = await createPlatform({ settings: reachable, url, log });
  try {
    return await seedDemo({ database, subgraphs, objects, log });
  } finally {
    await database.close();
  }
}
