import { callAll } from '../call-all';
import type { Metrics } from './metrics';

interface Bounded {
  /** Its name in the label. */
  name: string;
  /** Its present size. */
  entries(): number;
  maxEntries: number;
}

/** Measures a queue in memory. Returns how to stop reading it, for the owner's `stop`. */
export function measureQueue(metrics: Metrics, { name: queue, entries, maxEntries }: Bounded): () => void {
  const labels = ['queue'] as const;
  const waiting = metrics.gauge({
    name: 'parley_queue_entries',
    help: 'Entries in a queue of this process',
    labels,
  });
  const bound = metrics.gauge({
    name: 'parley_queue_max_entries',
    help: 'Bound of the queue; beyond it entries are refused',
    labels,
  });
  return callAll(
    waiting.read(entries, { queue }),
    bound.read(() => maxEntries, { queue }),
  );
}

export interface CacheLookups {
  /** Counts one lookup. */
  looked(found: boolean): void;
  /** Stops reading it, for the owner's `stop`. */
  stop(): void;
}

/** Measures a cache: its entries, their bound, and how often it has what is looked up. */
export function measureCache(metrics: Metrics, { name: cache, entries, maxEntries }: Bounded): CacheLookups {
  const bound = metrics.gauge({
    name: 'parley_cache_max_entries',
    help: 'Bound of the cache; beyond it old entries are evicted',
    labels: ['cache'],
  });
  return measureLookups(metrics, { cache, entries }, [bound.read(() => maxEntries, { cache })]);
}

interface BoundedByBytes extends Omit<Bounded, 'maxEntries'> {
  bytes(): number;
  maxBytes: number;
  /** How many entries it has evicted. */
  evicted(): number;
}

/** The same of a cache that is bounded by the size of its entries. */
export function measureSizedCache(
  metrics: Metrics,
  { name: cache, entries, bytes, maxBytes, evicted }: BoundedByBytes,
): CacheLookups {
  const labels = ['cache'] as const;
  const size = metrics.gauge({ name: 'parley_cache_bytes', help: 'Size of the entries in a cache, estimated', labels });
  const bound = metrics.gauge({
    name: 'parley_cache_max_bytes',
    help: 'Bound of the cache; beyond it the least recently used entries are evicted',
    labels,
  });
  const evictions = metrics.tally({
    name: 'parley_cache_evictions_total',
    help: 'Entries evicted, because the cache was full or nobody had used them for a minute',
    labels,
  });
  return measureLookups(metrics, { cache, entries }, [
    size.read(bytes, { cache }),
    bound.read(() => maxBytes, { cache }),
    evictions.read(evicted, { cache }),
  ]);
}

function measureLookups(
  metrics: Metrics,
  { cache, entries }: { cache: string; entries: () => number },
  more: readonly (() => void)[],
): CacheLookups {
  const kept = metrics.gauge({
    name: 'parley_cache_entries',
    help: 'Entries in a cache of this process',
    labels: ['cache'],
  });
  const lookups = metrics.tally({
    name: 'parley_cache_lookups_total',
    help: 'Cache look-ups by result: hit or miss',
    labels: ['cache', 'result'],
  });
  let hits = 0;
  let misses = 0;
  return {
    looked(found) {
      if (found) hits++;
      else misses++;
    },
    stop: callAll(
      ...more,
      kept.read(entries, { cache }),
      lookups.read(() => hits, { cache, result: 'hit' }),
      lookups.read(() => misses, { cache, result: 'miss' }),
    ),
  };
}
