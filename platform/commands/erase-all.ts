import { openDatabase } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import { erasePerson } from '../erasure';
import { accounts as known, ENTITIES } from '../modules';

interface Erasing {
  databaseUrl: string;
  accounts: readonly { userId: string }[];
  logger: Logger;
}

/** Erases accounts as `parley erase` does. Returns how many of them the database knew. */
export async function eraseAll({ databaseUrl: url, accounts, logger }: Erasing): Promise<number> {
  const { system: database } = await openDatabase({ url, poolSize: 2, entities: ENTITIES, logger });
  let erased = 0;
  try {
    for (const { userId } of accounts) {
      const person = await known.find(database, { user: userId });
      if (!person) continue;
      await erasePerson({ database, logger }, person);
      erased += 1;
    }
    return erased;
  } finally {
    await database.close();
  }
}
