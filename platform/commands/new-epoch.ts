import { startNewEpoch } from '@parley/log/epochs';
import { createLogger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { onDatabase } from './on-database';

/** Starts a new epoch in every log, and prints it. */
export async function newEpoch(settings: Settings): Promise<void> {
  const logger = createLogger(settings);
  await onDatabase({ settings, logger }, async (database) => {
    const { epoch, streams } = await startNewEpoch(database);
    process.stdout.write(`Epoch ${epoch} has begun in ${streams} logs\n`);
  });
}
