import { measureSizedCache } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { LRUCache } from 'lru-cache';

/** What is prepared on one graph: documents by their texts, and plans. The least recently used ones are evicted. */
export interface OperationCache<T extends object> {
  get(key: string): T | undefined;
  /** `bytes`: an estimate of its memory. What is larger than the cache is not cached. */
  set(key: string, value: T, bytes: number): void;
  /** Its metrics are read no more. */
  stop(): void;
}

interface Options {
  /** Estimated memory of everything that is in it. */
  maxBytes: number;
  metrics: Metrics;
}

export function createOperationCache<T extends object>({ maxBytes, metrics }: Options): OperationCache<T> {
  let evictions = 0;
  const entries = new LRUCache<string, T>({
    maxSize: maxBytes,
    dispose: (_value, _key, reason) => {
      if (reason === 'evict') evictions++;
    },
  });
  const measured = measureSizedCache(metrics, {
    name: 'operations',
    entries: () => entries.size,
    bytes: () => entries.calculatedSize,
    maxBytes,
    evicted: () => evictions,
  });
  return {
    get(key) {
      const found = entries.get(key);
      measured.looked(found !== undefined);
      return found;
    },
    set: (key, value, bytes) => void entries.set(key, value, { size: Math.max(1, Math.ceil(bytes)) }),
    stop: measured.stop,
  };
}
