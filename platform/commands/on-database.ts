import { openDatabase, type Database, type Entities } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { withDatabase } from '../database';

interface DatabaseUse {
  settings: Settings;
  logger: Logger;
  /** Connections at most. */
  poolSize?: number;
  /** Those that the command's actions change. */
  entities?: Entities;
}

/** Runs the work of a command on the migrated database (see `withDatabase`), for all tenants, and closes it. */
export const onDatabase = <T>(
  { settings, logger, poolSize = 1, entities = [] }: DatabaseUse,
  work: (database: Database) => Promise<T>,
): Promise<T> =>
  withDatabase(settings, logger, async (url) => {
    const { system: database } = await openDatabase({ url, poolSize, entities, logger });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  });
