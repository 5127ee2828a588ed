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

/** Errors: outside of development, where nobody may sign in with the password that everybody knows. */
export async function seed(settings: Settings, { scale }: SeedOptions = {}): Promise<void> {
  if (settings.PARLEY_ENV !== 'development')
    throw new Error(
      'seed is for development only, where PARLEY_ENV=development; create a tenant with parley tenant create SLUG',
    );
  const logger = createLogger(settings);
  if (scale === undefined)
    return withDatabase(settings, logger, async (url) => void (await seedUnserved({ settings, url, logger })));
  await onDatabase({ settings, logger, poolSize: 2, entities: ENTITIES }, async (database) => {
    logger.info({ messages: scale, ...(await seedScale(database, scale)) }, 'created the tenant');
  });
}
