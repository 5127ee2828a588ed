import { createLogger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { withDatabase } from '../database';
import { seedDemo } from '../demo/seed-demo';
import { createPlatform } from '../platform';

/** Uploads are announced with a URL, and nothing listens that could have one. */
const UNUSED = 'http://localhost';

export async function seed(settings: Settings): Promise<void> {
  const log = createLogger(settings);
  await withDatabase(settings, log, async (url) => {
    const reachable = { ...settings, PUBLIC_URL: settings.PUBLIC_URL ?? UNUSED };
    const { database, subgraphs, objects } = await createPlatform({ settings: reachable, url, log });
    try {
      await seedDemo({ database, subgraphs, objects, log });
    } finally {
      await database.close();
    }
  });
}
