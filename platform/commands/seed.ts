import { createLogger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { withDatabase } from '../database';
import { seedDemo } from '../demo/seed-demo';
import { createPlatform } from '../platform';

export async function seed(settings: Settings): Promise<void> {
  const log = createLogger(settings);
  await withDatabase(settings, log, async (url) => {
    const { database, subgraphs } = await createPlatform(settings, url, log);
    try {
      await seedDemo({ database, subgraphs, log });
    } finally {
      await database.close();
    }
  });
}
