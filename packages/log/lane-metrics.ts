import { callAll } from '@parley/runtime/call-all';
import { measureQueue } from '@parley/runtime/metrics/bounded';
import { SIZES, type Metrics } from '@parley/runtime/metrics/metrics';

interface Measured {
  name: string;
  entries(): number;
  maxEntries: number;
  /** Keys whose lock somebody holds. */
  held(): number;
}

/** What waits in the lanes, and how large and how slow their commits are. */
export function measureLanes(metrics: Metrics, { name: lanes, entries, maxEntries, held }: Measured) {
  const keys = metrics.gauge({
    name: 'parley_lane_held_streams',
    help: 'Conversations whose lock somebody holds: their sends wait, and those of others do not',
    labels: ['lanes'],
  });
  const stop = callAll(measureQueue(metrics, { name: lanes, entries, maxEntries }), keys.read(held, { lanes }));
  const sizes = metrics.histogram({
    name: 'parley_lane_batch_items',
    help: 'Items committed in one batch',
    labels: ['lanes'],
    buckets: SIZES,
  });
  const durations = metrics.histogram({
    name: 'parley_lane_commit_duration_seconds',
    help: 'Commits of a batch; outcome: done, or failed: then its items are retried one by one unless the database is down',
    labels: ['lanes', 'outcome'],
  });

  return {
    stop,
    /** Measures a commit of `items`. */
    async commit<T>(items: number, work: () => Promise<T>): Promise<T> {
      const started = performance.now();
      let outcome = 'failed';
      try {
        const result = await work();
        outcome = 'done';
        return result;
      } finally {
        sizes.observe(items, { lanes });
        durations.observe((performance.now() - started) / 1_000, { lanes, outcome });
      }
    },
  };
}
