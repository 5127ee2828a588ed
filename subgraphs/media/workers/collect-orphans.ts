import type { RunJob } from '@parley/ports/jobs/jobs';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { settleUpload, type Stores } from '../actions/settle-upload';
import { AttachmentStatus } from '../domain/status';
import { deleteObjects } from '../store/objects';
import { deleteIdle, deleteOrphans, findBroken, forgetUploads } from '../store/orphans';
import { dueLateObjects, forgetLateObjects } from '../store/tenant-uploads';

interface OrphanCollectorOptions extends Stores {
  logger: Logger;
  metrics?: Metrics;
  now?: () => Date;
}

/** Time that an upload has to be completed, once its URL has expired. */
const GRACE_MS = 3_600_000;
/** How long an upload is kept that nobody sends, and an image that somebody's profile showed. */
const IDLE_MS = 86_400_000;
const BATCH = 100;

type Collect = (stores: Stores, expiredBefore: Date) => Promise<number>;

/**
 * Deletes uploads that were never completed, with their objects; those that are in a message become REJECTED instead, which
 * their conversation receives as an event. Also deletes uploads that nobody has sent or shown for a day. Any number of processes
 * may run it.
 */
export function orphanCollector({
  logger,
  metrics = createMetrics(),
  now = () => new Date(),
  ...stores
}: OrphanCollectorOptions): RunJob<null> {
  const given = metrics.counter({
    name: 'parley_media_given_up_uploads_total',
    help: 'Uploads that were never completed, and expired',
  });
  const collectAll = async (collect: Collect, isStopping: () => boolean): Promise<void> => {
    let collected = BATCH;
    while (collected === BATCH && !isStopping()) {
      collected = await collect(stores, new Date(now().getTime() - GRACE_MS));
      given.add(collected);
      if (collected > 0) logger.info({ collected }, 'gave up uploads that were never completed');
    }
  };
  const unsent = metrics.counter({
    name: 'parley_media_idle_uploads_total',
    help: 'Uploads that were deleted because nobody had sent or shown them for a day',
  });
  const deleteUnsent = async (isStopping: () => boolean): Promise<void> => {
    for (let deleted = BATCH; deleted === BATCH && !isStopping(); unsent.add(deleted))
      deleted = await deleteIdle(stores.database, { before: new Date(now().getTime() - IDLE_MS), limit: BATCH });
  };
  const deleteLate = async (isStopping: () => boolean): Promise<void> => {
    for (let deleted = BATCH; deleted === BATCH && !isStopping();) deleted = await forgetLate(stores, now());
  };
  return async (_, isStopping) => {
    await collectAll(forgetOrphans, isStopping);
    await collectAll(rejectBroken, isStopping);
    await deleteUnsent(isStopping);
    await deleteLate(isStopping);
  };
}

/** Deletes attachments, then objects, then rows: after a crash in between, the collector of deleted ones goes on. Returns how many there were. */
const forgetOrphans: Collect = async ({ database, objects }, expiredBefore) => {
  const orphans = await database.transaction((tx) => deleteOrphans(tx, { expiredBefore, limit: BATCH }));
  for (const orphan of orphans) await deleteObjects(objects, orphan);
  await forgetUploads(
    database,
    orphans.map(({ id }) => id),
  );
  return orphans.length;
};

/** One transaction each, so that no conversation waits for another's. Returns how many there were. */
const rejectBroken: Collect = async (stores, expiredBefore) => {
  const broken = await findBroken(stores.database, { expiredBefore, limit: BATCH });
  for (const upload of broken)
    await settleUpload(stores, upload, {
      status: AttachmentStatus.REJECTED,
      because: 'Its upload was never completed',
    });
  return broken.length;
};

/** Of tenants that are gone: what somebody may have written after that. Returns how many there were. */
const forgetLate: Collect = ({ database, objects }, dueBefore) =>
  database.transaction(async (tx) => {
    const keys = await dueLateObjects(tx, { now: dueBefore, limit: BATCH });
    await Promise.all(keys.map((key) => objects.delete(key)));
    await forgetLateObjects(tx, keys);
    return keys.length;
  });
