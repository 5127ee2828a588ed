import { ParleyError } from '@parley/contracts/errors';
import type { SearchUpkeep } from '@parley/ports/search/search-index';
import type { Database } from '@parley/database/database';
import { messageState } from '../store/documents';
import { ifUnlocked } from '../store/index-lock';

interface Parts {
  database: Database;
  index: SearchUpkeep;
}

/** Makes the search index again from the messages. Errors: CONFLICT while another process does, and those of `rebuild`. */
export async function rebuildIndex({ database, index }: Parts): Promise<void> {
  if (!(await ifUnlocked(database, () => index.rebuild(messageState(database)))))
    throw new ParleyError('CONFLICT', 'The search index is being made by another process');
}

/**
 * Makes it where it is missing, or is of an earlier version, and removes what is left of rebuilds that were interrupted.
 * Nothing while another process makes it. Returns whether it was made.
 */
export async function keepIndex({ database, index }: Parts): Promise<boolean> {
  let made = false;
  await ifUnlocked(database, async () => {
    if (await index.isMade()) return index.tidy();
    await index.rebuild(messageState(database));
    made = true;
  });
  return made;
}
