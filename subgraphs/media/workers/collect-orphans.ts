import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { createPoller, type Poller } from '@parley/runtime/poller';
import { settleUpload, type Stores } from '../actions/settle-upload';
import { AttachmentStatus } from '../domain/status';
import { deleteObjects } from '../store/objects';
import { findBroken, forgetUploads, lockOrphans } from '../store/orphans';

interface OrphanCollectorOptions extends Stores {
  logger: Logger;
  metrics?: Metrics;
  now?: () => Date;
}

/** Time that an upload has to be completed, once its URL has expired. */
const GRACE_MS = 3_600_000;
const BATCH = 100;
const POLL_MS = 600_000;

type Collect = (stores: Stores, expiredBefore: Date) => Promise<number>;

/**
 * Forgets uploads that were never completed, and deletes what was sent of them. Those that are in a message become
 * REJECTED instead, as their conversation is told. Any number of processes may run it.
 */
export function orphanCollector({
  logger,
  metrics = createMetrics(),
  now = () => new Date(),
  ...stores
}: OrphanCollectorOptions): Poller {
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
  return createPoller({
    name: 'media orphans',
    async round(isStopping) {
      await collectAll(forgetOrphans, isStopping);
      await collectAll(rejectBroken, isStopping);
    },
    pollMs: POLL_MS,
    pauseMs: 1_000,
    maxPauseMs: POLL_MS,
    logger,
    metrics,
  });
}

/** The bytes go first: what is left after a crash in between is still an orphan. Answers how many there were. */
const forgetOrphans: Collect = ({ database, objects }, expiredBefore) =>
  database.transaction(async (tx) => {
    const orphans = await lockOrphans(tx, { expiredBefore, limit: BATCH });
    for (const orphan of orphans) await deleteObjects(objects, orphan);
    await forgetUploads(
      tx,
      orphans.map(({ id }) => id),
    );
    return orphans.length;
  });

/** One transaction each, so that no conversation waits for another's. Answers how many there were. */
const rejectBroken: Collect = async (stores, expiredBefore) => {
  const broken = await findBroken(stores.database, { expiredBefore, limit: BATCH });
  for (const upload of broken)
    await settleUpload(stores, upload, {
      status: AttachmentStatus.REJECTED,
      because: 'Its upload was never completed',
    });
  return broken.length;
};
