import type { Database } from '@parley/database/database';

/** Of the advisory lock that the index is made under; any number that nothing else uses. */
const LOCK = 7_037_811;

/** The transaction holds the lock while the index is made, longer than other transactions may be idle. */
const LOCKED = `select pg_try_advisory_xact_lock($1) as locked, set_config('idle_in_transaction_session_timeout', '0', true)`;

/** Does it unless another process makes the index at this moment, and tells whether it did. */
export const ifUnlocked = (database: Database, work: () => Promise<void>): Promise<boolean> =>
  database.transaction(async (tx) => {
    const [lock] = await tx.query<{ locked: boolean }>(LOCKED, [LOCK]);
    if (lock!.locked) await work();
    return lock!.locked;
  });
