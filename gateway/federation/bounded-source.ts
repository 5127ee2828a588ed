import { unavailable, unavailableFor } from '@parley/contracts/errors';
import { measureQueue } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { FetchSource, SubgraphFetch, SubgraphResponse } from '../execution/source';

interface Bounds {
  /** The subgraph's. */
  name: string;
  /** Fetches under way at once. */
  concurrency: number;
  /** Those that wait for others to end; more are refused. */
  waiting: number;
  /** After so many milliseconds a fetch counts as ended, whether its source responds or not. */
  deadlineMs: number;
  metrics: Metrics;
}

interface Waiting {
  signal: AbortSignal | undefined;
  go(): void;
  giveUp(reason: unknown): void;
}

/** Milliseconds after which a caller may try again whose fetch found no place in the queue. */
const RETRY_AFTER_MS = 1_000;

/**
 * Lets a subgraph have only so many fetches at once. The others wait in their order, as long as somebody waits for them.
 * Errors: a response with the error UNAVAILABLE if too many fetches wait already, or at the deadline.
 */
export function boundedSource(source: FetchSource, bounds: Bounds): FetchSource & { stop(): void } {
  const { name, concurrency, waiting: maxEntries, deadlineMs, metrics } = bounds;
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
      return { errors: [unavailableFor('Too much is waiting for a part of the service', RETRY_AFTER_MS)] };
    else await turn(operation.signal);
    try {
      return await within(deadlineMs, source.fetch(operation));
    } finally {
      underWay--;
      next();
    }
  }
  return { fetch, stop };
}

/** A source may ignore the signal, or have none: what hangs must not keep others out for ever. */
function within(deadlineMs: number, response: Promise<SubgraphResponse>): Promise<SubgraphResponse> {
  return new Promise((resolve, reject) => {
    const late = () => resolve({ errors: [unavailable('A part of the service does not respond')] });
    const timer = setTimeout(late, deadlineMs).unref();
    const settled =
      <T>(settle: (value: T) => void) =>
      (value: T) => {
        clearTimeout(timer);
        settle(value);
      };
    response.then(settled(resolve), settled(reject));
  });
}
