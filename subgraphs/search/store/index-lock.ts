import type { Database } from '@parley/database/database';

/** Of the advisory lock that the index is made under; any number that nothing else uses. */
const LOCK = 7_037_811;

/** Does it unless another process makes the index at this moment, and tells whether it did. */
export const ifUnlocked = (database: Database, work: () => Promise<void>): Promise<boolean> =>
  database.transaction(async (tx) => {
    const [lock] = await tx.query<{ locked: boolean }>('select pg_try_advisory_xact_lock($1) as locked', [LOCK]);
    if (lock!.locked) await work();
    return lock!.locked;
  });
