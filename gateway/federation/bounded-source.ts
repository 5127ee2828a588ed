import { unavailable } from '@parley/contracts/errors';
import { measureQueue } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { FetchSource, SubgraphFetch } from '../execution/source';

interface Bounds {
  /** The subgraph's. */
  name: string;
  /** Fetches under way at once. */
  concurrency: number;
  /** Those that wait for others to end; more are refused. */
  waiting: number;
  metrics: Metrics;
}

interface Waiting {
  signal: AbortSignal | undefined;
  go(): void;
  giveUp(reason: unknown): void;
}

/**
 * Lets a subgraph have only so many fetches at once. The others wait in their order, as long as somebody waits for them.
 * Errors: a response with the error UNAVAILABLE if too many fetches wait already.
 */
export function boundedSource(source: FetchSource, bounds: Bounds): FetchSource & { stop(): void } {
  const { name, concurrency, waiting: maxEntries, metrics } = bounds;
  const queue = new Set<Waiting>();
  let underWay = 0;
  const stop = measureQueue(metrics, { name: `fetches of ${name}`, entries: () => queue.size, maxEntries });

  function next(): void {
    for (const waiting of queue) {
      if (underWay >= concurrency) return;
      queue.delete(waiting);
      underWay++;
      waiting.go();
    }
  }

  function turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => waiting.giveUp(signal!.reason);
      const waiting: Waiting = {
        signal,
        go() {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
        giveUp(reason) {
          queue.delete(waiting);
          reject(reason);
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      queue.add(waiting);
    });
  }

  async function fetch(operation: SubgraphFetch) {
    if (underWay < concurrency) underWay++;
    else if (queue.size >= maxEntries)
      return { errors: [unavailable('Too much is waiting for a part of the service')] };
    else await turn(operation.signal);
    try {
      return await source.fetch(operation);
    } finally {
      underWay--;
      next();
    }
  }
  return { fetch, stop };
}
