import { randomUUID } from 'node:crypto';
import type { Database } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import { measureQueue } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { createPoller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';
import type { Audit } from './audit-trail';
import { appendToChain, type IdentifiedEntry } from './chain';

interface AuditTrailOptions {
  database: Pick<Database, 'transaction'>;
  logger: Logger;
  metrics?: Metrics;
  /** Entries that may wait for the database. */
  maxQueued?: number;
}

const FLUSH_EVERY_MS = 250;
const BATCH = 1_000;

/**
 * Writes entries to `audit.entry`, in batches beside the actions: none of them waits for it. Each entry is chained to the
 * one before it (see `chain.ts`), and written once although the response to its batch was lost. Entries wait while the
 * database is away, and what waits at a stop is written first; a process that is killed loses a quarter of a second.
 * Invariant: at most `maxQueued` wait; those that come then are dropped, and how many is logged.
 */
export function auditTrail({
  database,
  logger,
  metrics = createMetrics(),
  maxQueued = 50_000,
}: AuditTrailOptions): Service & Audit {
  const queue: IdentifiedEntry[] = [];
  const { actions, written, lost } = countersOf(metrics);
  let dropped = 0;
  /** The last attempt failed: it may have been committed all the same. */
  let again = false;

  async function flush(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH);
      const retried = again;
      again = true;
      await database.transaction((tx) => appendToChain(tx, batch, retried));
      again = false;
      queue.splice(0, batch.length);
      written.add(batch.length);
    }
  }

  function tellDropped(): void {
    if (dropped > 0) logger.error({ dropped }, 'entries of the audit trail were dropped');
    lost.add(dropped);
    dropped = 0;
  }

  const poller = createPoller({
    name: 'audit trail',
    async round() {
      tellDropped();
      await flush();
    },
    pollMs: FLUSH_EVERY_MS,
    pauseMs: FLUSH_EVERY_MS,
    maxPauseMs: 5_000,
    logger,
    metrics,
  });

  let stopReading: (() => void) | undefined;
  return {
    name: poller.name,
    async start() {
      stopReading = measureQueue(metrics, { name: 'audit', entries: () => queue.length, maxEntries: maxQueued });
      await poller.start();
    },
    async stop() {
      await poller.stop();
      await flush().catch((error: unknown) => {
        dropped += queue.length;
        logger.error({ err: error }, 'the audit trail could not be written to its end');
      });
      tellDropped();
      stopReading?.();
    },
    record(entry) {
      actions.add(1, { action: entry.action, outcome: entry.outcome });
      if (queue.length >= maxQueued) {
        dropped++;
        return;
      }
      queue.push({ ...entry, id: randomUUID() });
      if (queue.length >= BATCH) poller.wake();
    },
  };
}

const countersOf = (metrics: Metrics) => ({
  actions: metrics.counter({
    name: 'parley_actions_total',
    help: 'Commands of the write side; outcome: done, or the code of the error',
    labels: ['action', 'outcome'],
  }),
  written: metrics.counter({
    name: 'parley_audit_written_total',
    help: 'Entries of the audit trail that were written',
  }),
  lost: metrics.counter({ name: 'parley_audit_dropped_total', help: 'Entries of the audit trail that were lost' }),
});
