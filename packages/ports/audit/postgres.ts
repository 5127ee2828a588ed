import { randomUUID } from 'node:crypto';
import type { Sql } from '@parley/database/sql';
import type { Logger } from '@parley/runtime/logger';
import { measureQueue } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { createPoller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';
import type { Audit, AuditEntry } from './audit-trail';

interface AuditTrailOptions {
  database: Sql;
  logger: Logger;
  metrics?: Metrics;
  /** Entries that may wait for the database. */
  maxQueued?: number;
}

const FLUSH_EVERY_MS = 250;
const BATCH = 1_000;

/** An entry whose batch was written, and only its answer lost, is written once. */
const INSERT = `
  insert into audit.entry (id, at, tenant, actor, session, action, subject, address, correlation_id, outcome)
  select id, at, tenant, actor, session, action, subject, address, "correlationId", outcome
  from jsonb_to_recordset($1::jsonb) as entry (id uuid, at timestamptz, tenant uuid, actor uuid, session uuid,
    action text, subject uuid, address text, "correlationId" text, outcome text)
  on conflict (id) do nothing`;

/**
 * Writes entries to `audit.entry`, in batches beside the actions: none of them waits for it. Entries wait while the
 * database is away, and what waits at a stop is written first; a process that is killed loses a quarter of a second.
 * Invariant: at most `maxQueued` wait; those that come then are dropped, and how many is logged.
 */
export function auditTrail({
  database,
  logger,
  metrics = createMetrics(),
  maxQueued = 50_000,
}: AuditTrailOptions): Service & Audit {
  const queue: (AuditEntry & { id: string })[] = [];
  const { actions, written, lost } = countersOf(metrics);
  let dropped = 0;

  async function flush(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH);
      await database.query(INSERT, [JSON.stringify(batch)]);
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
