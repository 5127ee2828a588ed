import type { Metrics } from '@parley/runtime/metrics/metrics';
import { measureSizedCache } from '@parley/runtime/metrics/bounded';

/** A value that was read, which says its version. It must not be changed. */
export interface Known<Value> {
  readonly value: Value;
  /** About how much memory it takes. */
  readonly bytes: number;
}

/**
 * What this process has read, by key. No entry is valid by itself: a statement gets the known versions, and returns
 * for each key the new value, or that its version is still the known one. So no reader gets an older value than the database
 * had when the statement ran, in whichever process, and nothing has to be invalidated.
 */
export interface VersionedCache<Value> {
  get(key: string): Known<Value> | undefined;
  /** Keeps the value that a statement returned, or returns the known one if the statement says that it is current. */
  settle(key: string, known: Known<Value> | undefined, read: Known<Value> | undefined): Value;
  /** Removes its metrics. */
  close(): void;
}

interface CacheOptions {
  /** In metrics. */
  name: string;
  maxBytes: number;
  metrics: Metrics;
  now?: () => number;
}

/** An entry that nobody has read for so long is dropped, so that what was deleted does not stay in memory. */
const IDLE_MS = 60_000;

/** Bounded by bytes: the least recently used entries are dropped first. */
export function createVersionedCache<Value>({
  name,
  maxBytes,
  metrics,
  now = () => performance.now(),
}: CacheOptions): VersionedCache<Value> {
  /** In the order of their last use. */
  const entries = new Map<string, { readonly known: Known<Value>; readonly usedAt: number }>();
  let bytes = 0;
  let evicted = 0;
  const lookups = measureSizedCache(metrics, {
    ...{ name, maxBytes },
    entries: () => entries.size,
    bytes: () => bytes,
    evicted: () => evicted,
  });

  function drop(key: string): Known<Value> | undefined {
    const known = entries.get(key)?.known;
    if (known && entries.delete(key)) bytes -= known.bytes;
    return known;
  }

  function keep(key: string, known: Known<Value>): void {
    if (known.bytes > maxBytes) return;
    const usedAt = now();
    entries.set(key, { known, usedAt });
    bytes += known.bytes;
    for (const [oldest, entry] of entries) {
      if (bytes <= maxBytes && entry.usedAt > usedAt - IDLE_MS) return;
      drop(oldest);
      evicted++;
    }
  }

  return {
    get(key) {
      const known = drop(key);
      if (known) keep(key, known);
      return known;
    },
    settle(key, known, read) {
      lookups.looked(!read);
      if (!read) return known!.value;
      drop(key);
      keep(key, read);
      return read.value;
    },
    close: lookups.stop,
  };
}
