import { createLogger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { withDatabase } from '../database';
import { seedUnserved } from '../demo/seed-unserved';

export async function seed(settings: Settings): Promise<void> {
  const log = createLogger(settings);
  await withDatabase(settings, log, async (url) => {
    await seedUnserved({ settings, url, log });
  });
}
