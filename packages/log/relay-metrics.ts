import { callAll } from '@parley/runtime/call-all';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Sql } from '@parley/database/sql';

/** Beyond this it is no matter how many wait. */
const MAX_COUNTED = 100_000;
const MAX_DATED = 1_000;

const WAITING = `select count(*)::int as value from (select from log.outbox limit ${MAX_COUNTED}) waiting`;

/** By the database's clock, which gave the entries their times. */
const OLDEST = `select coalesce(extract(epoch from clock_timestamp() - min(e.at)), 0)::float8 as value
  from (select stream, seq from log.outbox limit ${MAX_DATED}) waiting join log.entry e using (stream, seq)`;

const PARKED = `select count(*)::int as value from (select from log.dead_letter limit ${MAX_COUNTED}) parked`;

/** How far the relay is behind, for all processes, and what it has done in this one. */
export function measureRelay(metrics: Metrics, sql: Sql) {
  const waiting = metrics.gauge({
    name: 'parley_outbox_entries',
    help: `Entries that wait for the relay, of all processes, up to ${MAX_COUNTED}`,
  });
  const oldest = metrics.gauge({
    name: 'parley_outbox_oldest_age_seconds',
    help: `Age of the oldest entry in the outbox, among the first ${MAX_DATED}`,
  });
  const parked = metrics.gauge({
    name: 'parley_outbox_parked_entries',
    help: 'Entries that could not be published, and wait for an operator in log.dead_letter',
  });
  const moves = metrics.counter({
    name: 'parley_relay_entries_total',
    help: 'Entries that left the outbox; outcome: published, or parked',
    labels: ['outcome'],
  });
  const failures = metrics.counter({
    name: 'parley_relay_failures_total',
    help: 'Batches that could not be published, and are retried',
  });
  const valueOf = (text: string) => async () => (await sql.query<{ value: number }>(text))[0]!.value;
  let stopReading: (() => void) | undefined;

  return {
    start(): void {
      stopReading ??= callAll(
        waiting.read(valueOf(WAITING)),
        oldest.read(valueOf(OLDEST)),
        parked.read(valueOf(PARKED)),
      );
    },
    stop(): void {
      stopReading?.();
      stopReading = undefined;
    },
    moved(entries: { published: number; parked: number }): void {
      for (const [outcome, count] of Object.entries(entries)) moves.add(count, { outcome });
    },
    failed: () => failures.add(1),
  };
}
