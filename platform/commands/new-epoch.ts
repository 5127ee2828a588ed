import { startNewEpoch } from '@parley/log/epochs';
import { openDatabase } from '@parley/database/database';
import { createLogger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { withDatabase } from '../database';

/** Starts a new epoch in every log, and prints it. */
export async function newEpoch(settings: Settings): Promise<void> {
  const logger = createLogger(settings);
  await withDatabase(settings, logger, async (url) => {
    const { system: database } = await openDatabase({ url, poolSize: 1, entities: [], logger });
    try {
      const { epoch, streams } = await startNewEpoch(database);
      process.stdout.write(`Epoch ${epoch} has begun in ${streams} logs\n`);
    } finally {
      await database.close();
    }
  });
}
