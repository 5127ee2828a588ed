import type { Metrics } from '@parley/runtime/metrics/metrics';

/** Counts the live messages that are known to be lost. Returns how to stop reading, for the owner's `stop`. */
export const measureLostMessages = (metrics: Metrics, lost: () => number): (() => void) =>
  metrics
    .tally({
      name: 'parley_live_lost_total',
      help: 'Live messages that were lost because a process did not read; topics find their events in the log',
    })
    .read(lost);
