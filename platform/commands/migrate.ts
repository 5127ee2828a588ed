import { createLogger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { withDatabase } from '../database';

export async function migrateDatabase(settings: Settings): Promise<void> {
  await withDatabase(settings, createLogger(settings), async () => undefined);
}
