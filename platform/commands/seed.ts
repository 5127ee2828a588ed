import { createLogger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { withDatabase } from '../database';
import { seedUnserved } from '../demo/seed-unserved';

export async function seed(settings: Settings): Promise<void> {
  const logger = createLogger(settings);
  await withDatabase(settings, logger, async (url) => {
    await seedUnserved({ settings, url, logger });
  });
}
