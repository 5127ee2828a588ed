import type { AttachmentId, TenantId } from '@parley/contracts/ids';
import type { ObjectStore } from '@parley/ports/objects/object-store';
import type { Database } from '@parley/runtime/database/database';
import type { Logger } from '@parley/runtime/logger';
import { createRounds, type Rounds } from '@parley/runtime/rounds';
import { keyOf } from '../store/attachments';

interface OrphanCollectorOptions {
  database: Database;
  objects: ObjectStore;
  log: Logger;
  now?: () => Date;
}

/** Time that an upload has to be completed, once its URL has expired. */
const GRACE_MS = 3_600_000;
const BATCH = 100;
const POLL_MS = 600_000;

/**
 * Locks a batch of uploads that were never completed. Of several processes each takes others, and one that is being
 * completed at this moment is left to its completion.
 */
const LOCK_ORPHANS = `select id, tenant from media.attachment
  where status = 'PENDING' and upload_expires_at < $1
  order by upload_expires_at limit ${BATCH} for update skip locked`;

/** Forgets uploads that were never completed, and deletes what was sent of them. Any number of processes may run it. */
export function orphanCollector({ log, now = () => new Date(), ...stores }: OrphanCollectorOptions): Rounds {
  return createRounds({
    name: 'media orphans',
    async round(isStopping) {
      let collected = BATCH;
      while (collected === BATCH && !isStopping()) {
        collected = await collectBatch(stores, new Date(now().getTime() - GRACE_MS));
        if (collected > 0) log.info({ collected }, 'forgot uploads that were never completed');
      }
    },
    pollMs: POLL_MS,
    pauseMs: 1_000,
    maxPauseMs: POLL_MS,
    log,
  });
}

/** The bytes go first: what is left after a crash in between is still an orphan. Answers how many there were. */
function collectBatch(
  { database, objects }: { database: Database; objects: ObjectStore },
  expiredBefore: Date,
): Promise<number> {
  return database.transaction(async (tx) => {
    const orphans = await tx.query<{ id: AttachmentId; tenant: TenantId }>(LOCK_ORPHANS, [expiredBefore]);
    for (const orphan of orphans) await objects.delete(keyOf(orphan));
    await tx.query('delete from media.attachment where id = any ($1::uuid[])', [orphans.map(({ id }) => id)]);
    return orphans.length;
  });
}
