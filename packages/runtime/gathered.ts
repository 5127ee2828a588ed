import { unavailable } from '@parley/contracts/errors';
import { measureQueue } from './metrics/bounded';
import type { Metrics } from './metrics/metrics';

interface GatheredOptions<Key, Value> {
  /** Of the queue, in metrics. */
  name: string;
  /** Answers each key at its place. */
  read(keys: readonly Key[]): Promise<readonly Value[]>;
  /** Reads under way at once. */
  atOnce?: number;
  /** Keys of one read, and keys that may wait, at most. */
  most?: number;
  capacity?: number;
  metrics: Metrics;
}

export interface Gathered<Key, Value> {
  /** Errors: of `read`; UNAVAILABLE while more than `capacity` wait. */
  ask(key: Key): Promise<Value>;
  /** Its metrics are read no more. */
  close(): void;
}

/**
 * One read for all that is asked for at the same time, whoever asks: at once while there is little to do, and together
 * with all that comes until one of the reads under way has ended while there is much.
 */
export function gathered<Key, Value>({
  name,
  read,
  atOnce = 2,
  most = 500,
  capacity = 20_000,
  metrics,
}: GatheredOptions<Key, Value>): Gathered<Key, Value> {
  interface Asked {
    key: Key;
    resolve(value: Value): void;
    reject(error: unknown): void;
  }
  let waiting: Asked[] = [];
  let running = 0;
  let scheduled = false;
  const close = measureQueue(metrics, { name, entries: () => waiting.length, maxEntries: capacity });

  async function run(): Promise<void> {
    const asked = waiting.slice(0, most);
    waiting = waiting.slice(most);
    running++;
    try {
      const values = await read(asked.map(({ key }) => key));
      asked.forEach(({ resolve }, n) => resolve(values[n]!));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    } finally {
      running--;
      schedule();
    }
  }

  /** After this turn of the event loop's tasks: what they ask for is read together. */
  function schedule(): void {
    if (scheduled || running >= atOnce || waiting.length === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      void run();
    });
  }

  return {
    ask: (key) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= capacity) return reject(unavailable('Too much is asked for at once'));
        waiting.push({ key, resolve, reject });
        schedule();
      }),
    close,
  };
}
