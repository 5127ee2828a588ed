import { callAll } from '@parley/runtime/call-all';
import { SIZES, type Metrics } from '@parley/runtime/metrics/metrics';

/** How a consumer group stands, all processes together; read when metrics are scraped. */
export interface Backlog {
  /** Entries that it has yet to work on. */
  behind(): Promise<number>;
  /** Its dead letters; of very many, at least as many as it says. */
  letters(): Promise<number>;
}

export interface ConsumerMetrics {
  start(): void;
  stop(): void;
  /** Measures what a handler does with some entries, if there are any; `work` returns its error, if there was one. */
  handling(entries: number, work: () => Promise<unknown>): Promise<unknown>;
  /** Went to the dead letters. */
  buried(entries: number): void;
  /** Was put off: it is to come again, late. */
  putOff(entries: number): void;
}

/** How far a consumer group is behind, for all processes, and what its member in this one has done. */
export function measureConsumer(
  metrics: Metrics,
  { group, backlog }: { group: string; backlog: Backlog },
): ConsumerMetrics {
  const { behind, letters, sizes, durations, dead, late } = declared(metrics);
  let stopReading: (() => void) | undefined;
  return {
    start() {
      stopReading ??= callAll(behind.read(backlog.behind, { group }), letters.read(backlog.letters, { group }));
    },
    stop() {
      stopReading?.();
      stopReading = undefined;
    },
    async handling(entries, work) {
      if (entries === 0) return undefined;
      const started = performance.now();
      const error = await work();
      sizes.observe(entries, { group });
      const outcome = error === undefined ? 'done' : 'failed';
      durations.observe((performance.now() - started) / 1_000, { group, outcome });
      return error;
    },
    buried: (entries) => dead.add(entries, { group }),
    putOff: (entries) => late.add(entries, { group }),
  };
}

const declared = (metrics: Metrics) => ({
  behind: metrics.gauge({
    name: 'parley_stream_lag_entries',
    help: 'Entries of the event stream that a consumer group has not processed yet, of all processes',
    labels: ['group'],
  }),
  letters: metrics.gauge({
    name: 'parley_stream_dead_letter_entries',
    help: 'Dead letters of a consumer group, which wait for an operator: parley dlq',
    labels: ['group'],
  }),
  sizes: metrics.histogram({
    name: 'parley_stream_batch_entries',
    help: 'Entries in one batch of a consumer',
    labels: ['group'],
    buckets: SIZES,
  }),
  durations: metrics.histogram({
    name: 'parley_stream_handle_duration_seconds',
    help: 'Handling of a batch by a consumer; outcome: done, or failed: then the batch is retried',
    labels: ['group', 'outcome'],
  }),
  dead: metrics.counter({
    name: 'parley_stream_dead_letters_total',
    help: 'Entries that became dead letters of a consumer group in this process',
    labels: ['group'],
  }),
  late: metrics.counter({
    name: 'parley_stream_put_off_total',
    help: 'Entries that a consumer group of this process sent to a retry topic on Kafka',
    labels: ['group'],
  }),
});
