import type { Cdn } from '@parley/ports/objects/cdn';
import type { ObjectStore } from '@parley/ports/objects/object-store';
import type { Database } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { createPoller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';
import { collectAgain, countDue, forgetDeleted, leaseDeleted, type LeasedDeletion } from '../store/deleted-attachments';
import { deleteObjects, keysOf } from '../store/objects';

interface DeletedCollectorOptions {
  database: Database;
  objects: ObjectStore;
  cdn: Cdn;
  logger: Logger;
  metrics?: Metrics;
  now?: () => Date;
}

const POLL_MS = 2_000;
/** Attachments whose objects are deleted at the same time. */
const BATCH = 10;
/** How long a process leases one. After that, one that failed, or whose process was killed, is retried. */
const RETRY_AFTER_MS = 60_000;

/** Beyond this it is no matter how many. */
const MAX_COUNTED = 10_000;

/**
 * Deletes the objects of attachments that are deleted, at the CDN too: at once, and once more when nothing can be written
 * there any more; then their row goes. What was broken off, or failed, is done again. Any number of processes may run it.
 */
export function deletedCollector(options: DeletedCollectorOptions): Service {
  const { database, objects, cdn, logger, metrics = createMetrics(), now = () => new Date() } = options;
  const { collected, due } = measured(metrics);
  let stopReading: (() => void) | undefined;

  async function collect(one: LeasedDeletion): Promise<void> {
    await deleteObjects(objects, one);
    await cdn.purge(keysOf(one));
    if (one.quietAt <= now()) await forgetDeleted(database, one);
    else await collectAgain(database, one);
    collected.add(1);
  }

  const poller = createPoller({
    name: 'deleted attachments',
    async round(isStopping) {
      while (!isStopping()) {
        const until = new Date(now().getTime() + RETRY_AFTER_MS);
        const leased = await leaseDeleted(database, { now: now(), until, limit: BATCH });
        const outcomes = await Promise.allSettled(leased.map(collect));
        const failed = outcomes.find(({ status }) => status === 'rejected');
        if (failed) throw (failed as PromiseRejectedResult).reason;
        if (leased.length < BATCH) return;
      }
    },
    pollMs: POLL_MS,
    pauseMs: 1_000,
    maxPauseMs: 60_000,
    logger,
    metrics,
  });

  return {
    name: poller.name,
    async start() {
      stopReading ??= due.read(() => countDue(database, now(), MAX_COUNTED));
      await poller.start();
    },
    async stop() {
      stopReading?.();
      stopReading = undefined;
      await poller.stop();
    },
  };
}

const measured = (metrics: Metrics) => ({
  collected: metrics.counter({
    name: 'parley_media_collected_attachments_total',
    help: 'Deletions of the objects of deleted attachments: each is deleted at once, and again when no upload or scan can add objects',
  }),
  due: metrics.gauge({
    name: 'parley_media_due_items',
    help: `Deleted attachments whose objects are not deleted yet, of all processes, up to ${MAX_COUNTED}`,
  }),
});
