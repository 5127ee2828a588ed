import { unavailable } from '@parley/contracts/errors';
import { measureQueue } from './metrics/bounded';
import type { Metrics } from './metrics/metrics';

interface BatcherOptions<Key, Value> {
  /** Of its queue, in metrics. */
  name: string;
  /** Loads the values of keys, in the order of the keys. */
  loadAll(keys: readonly Key[]): Promise<readonly Value[]>;
  /** The most batches that load at the same time. */
  concurrency?: number;
  /** The most keys in a batch. */
  maxKeys?: number;
  /** The most keys that wait. */
  capacity?: number;
  metrics: Metrics;
}

export interface Batcher<Key, Value> {
  /** Errors: of `loadAll`; UNAVAILABLE while `capacity` keys wait. */
  load(key: Key): Promise<Value>;
  /** Removes its metrics. */
  close(): void;
}

/**
 * Collects keys from many callers and loads them together: the keys of one turn of the event loop, and under load all keys
 * that come until one of the loading batches has ended.
 */
export function createBatcher<Key, Value>({
  name,
  loadAll,
  concurrency = 2,
  maxKeys = 500,
  capacity = 20_000,
  metrics,
}: BatcherOptions<Key, Value>): Batcher<Key, Value> {
  interface Waiting {
    key: Key;
    resolve(value: Value): void;
    reject(error: unknown): void;
  }
  let waiting: Waiting[] = [];
  let running = 0;
  let scheduled = false;
  const close = measureQueue(metrics, { name, entries: () => waiting.length, maxEntries: capacity });

  async function run(): Promise<void> {
    const batch = waiting.slice(0, maxKeys);
    waiting = waiting.slice(maxKeys);
    running++;
    try {
      const values = await loadAll(batch.map(({ key }) => key));
      batch.forEach(({ resolve }, n) => resolve(values[n]!));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      running--;
      schedule();
    }
  }

  /** After this turn of the event loop, so that its keys load together. */
  function schedule(): void {
    if (scheduled || running >= concurrency || waiting.length === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      void run();
    });
  }

  return {
    load: (key) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= capacity) return reject(unavailable('Too much is asked for at once'));
        waiting.push({ key, resolve, reject });
        schedule();
      }),
    close,
  };
}
