import { openDatabase } from '@parley/database/database';
import { createLogger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { withDatabase } from '../database';
import { seedScale } from '../demo/seed-scale';
import { seedUnserved } from '../demo/seed-unserved';
import { ENTITIES } from '../modules';

interface SeedOptions {
  /** Messages to create in the tenant `scale`, instead of the tenant `demo`. */
  scale?: number;
}

/** Errors: with `scale`, outside of development. */
export async function seed(settings: Settings, { scale }: SeedOptions = {}): Promise<void> {
  if (scale !== undefined && settings.PARLEY_ENV !== 'development')
    throw new Error('seed --scale is for development only: set PARLEY_ENV=development');
  const logger = createLogger(settings);
  await withDatabase(settings, logger, async (url) => {
    if (scale === undefined) return void (await seedUnserved({ settings, url, logger }));
    const { system: database } = await openDatabase({ url, poolSize: 2, entities: ENTITIES, logger });
    try {
      logger.info({ messages: scale, ...(await seedScale(database, scale)) }, 'created the tenant');
    } finally {
      await database.close();
    }
  });
}
