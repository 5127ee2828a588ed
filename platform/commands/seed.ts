import { createLogger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { withDatabase } from '../database';
import { seedScale } from '../demo/seed-scale';
import { seedUnserved } from '../demo/seed-unserved';
import { ENTITIES } from '../modules';
import { onDatabase } from './on-database';

interface SeedOptions {
  /** Messages to create in the tenant `scale`, instead of the tenant `demo`. */
  scale?: number;
}

/** Errors: with `scale`, outside of development. */
export async function seed(settings: Settings, { scale }: SeedOptions = {}): Promise<void> {
  if (scale !== undefined && settings.PARLEY_ENV !== 'development')
    throw new Error('seed --scale is for development only: set PARLEY_ENV=development');
  const logger = createLogger(settings);
  if (scale === undefined)
    return withDatabase(settings, logger, async (url) => void (await seedUnserved({ settings, url, logger })));
  await onDatabase({ settings, logger, poolSize: 2, entities: ENTITIES }, async (database) => {
    logger.info({ messages: scale, ...(await seedScale(database, scale)) }, 'created the tenant');
  });
}
