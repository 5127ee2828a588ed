import { together } from '@parley/runtime/metrics/bounded';
import { SIZES, type Metrics } from '@parley/runtime/metrics/metrics';
import type { Sql } from '@parley/runtime/database/sql';

const BEHIND = `select coalesce(sum(h."offset" - p."offset"), 0)::float8 as value
  from event_stream.position p join event_stream.head h using (partition) where p.consumer_group = $1`;

/** Beyond this it is no matter how many there are. */
const MAX_COUNTED = 100_000;

const BURIED = `select count(*)::int as value
  from (select from event_stream.dead_letter where consumer_group = $1 limit ${MAX_COUNTED}) buried`;

export interface ConsumerMetrics {
  start(): void;
  stop(): void;
  /** Measures what a handler does with some entries; `work` answers its error, if there was one. */
  handling(entries: number, work: () => Promise<unknown>): Promise<unknown>;
  buried(entries: number): void;
}

/** How far a consumer group is behind, for all processes, and what its member in this one has done. */
export function measureConsumer(
  metrics: Metrics,
  { database, group }: { database: Sql; group: string },
): ConsumerMetrics {
  const { behind, letters, sizes, durations, dead } = declared(metrics);
  const valueOf = (text: string) => async () => (await database.query<{ value: number }>(text, [group]))[0]!.value;
  let stopReading: (() => void) | undefined;
  return {
    start() {
      stopReading ??= together(behind.read(valueOf(BEHIND), { group }), letters.read(valueOf(BURIED), { group }));
    },
    stop() {
      stopReading?.();
      stopReading = undefined;
    },
    async handling(entries, work) {
      if (entries === 0) return work();
      const started = performance.now();
      const error = await work();
      sizes.observe(entries, { group });
      const outcome = error === undefined ? 'done' : 'failed';
      durations.observe((performance.now() - started) / 1_000, { group, outcome });
      return error;
    },
    buried: (entries) => dead.add(entries, { group }),
  };
}

const declared = (metrics: Metrics) => ({
  behind: metrics.gauge({
    name: 'parley_stream_lag_entries',
    help: 'Entries of the event stream that a consumer group, all processes together, has yet to work on',
    labels: ['group'],
  }),
  letters: metrics.gauge({
    name: 'parley_stream_dead_letter_entries',
    help: 'Entries that a consumer group went past, and that wait for an operator in event_stream.dead_letter',
    labels: ['group'],
  }),
  sizes: metrics.histogram({
    name: 'parley_stream_batch_entries',
    help: 'Entries that a consumer was handed at once',
    labels: ['group'],
    buckets: SIZES,
  }),
  durations: metrics.histogram({
    name: 'parley_stream_handle_duration_seconds',
    help: 'What a consumer does with a batch; outcome: done, or failed and to be tried again',
    labels: ['group', 'outcome'],
  }),
  dead: metrics.counter({
    name: 'parley_stream_dead_letters_total',
    help: 'Entries that a consumer group of this process went past',
    labels: ['group'],
  }),
});
