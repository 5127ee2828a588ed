import { unavailableFor } from '@parley/contracts/errors';
import { failures } from '@parley/runtime/graphql/graphql-over-http';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { FetchSource, SubgraphFetch, SubgraphResponse } from '../execution/source';

interface Options {
  /** The subgraph's. */
  name: string;
  /** It opens after so many fetches in a row to which the subgraph did not respond. */
  failuresInARow: number;
  /** Milliseconds of its first pause, which doubles up to `maxPauseMs` each time that the subgraph fails again. */
  pauseMs: number;
  maxPauseMs: number;
  metrics: Metrics;
  now?: () => number;
}

/**
 * Spares a subgraph that does not respond, and those who would wait for it (https://martinfowler.com/bliki/CircuitBreaker.html).
 *
 * - CLOSED: fetches pass.
 * - OPEN: fetches are refused until its pause is over.
 * - HALF-OPEN: the pause is over. One fetch at a time passes. If the subgraph responds, the circuit is CLOSED, and if not, OPEN
 *   for longer. A fetch that its caller gives up tells nothing, and the next one passes.
 *
 * A response to any fetch closes the circuit, also to one that began before it opened.
 * Errors: a response with UNAVAILABLE at each root field while it is open, with `retryAfterMs`.
 */
export function circuitBreaker(source: FetchSource, options: Options): FetchSource & { stop(): void } {
  const { name, failuresInARow, pauseMs, maxPauseMs, metrics, now = () => performance.now() } = options;
  let failed = 0;
  /** 0 while it is CLOSED. */
  let pause = 0;
  let openUntil = 0;
  let isProbing = false;
  const gauge = metrics.gauge({
    name: 'parley_federation_circuit_pause_seconds',
    help: 'For how long fetches from a subgraph that does not respond are refused after each failure; 0: they pass',
    labels: ['subgraph'],
  });
  const stop = gauge.read(() => pause / 1_000, { subgraph: name });

  function settled({ unreachable = false }: SubgraphResponse, isProbe: boolean): void {
    if (!unreachable) {
      failed = 0;
      pause = 0;
      return;
    }
    failed++;
    // while it is open, fetches that began before fail, too
    if (pause > 0 ? !isProbe : failed < failuresInARow) return;
    pause = Math.min(pause === 0 ? pauseMs : 2 * pause, maxPauseMs);
    openUntil = now() + pause;
  }

  async function attempt(operation: SubgraphFetch, isProbe = false): Promise<SubgraphResponse> {
    const response = await source.fetch(operation);
    settled(response, isProbe);
    return response;
  }

  async function probe(operation: SubgraphFetch): Promise<SubgraphResponse> {
    isProbing = true;
    try {
      return await attempt(operation, true);
    } finally {
      isProbing = false;
    }
  }

  return {
    async fetch(operation) {
      if (pause === 0) return attempt(operation);
      const waitMs = openUntil - now();
      if (waitMs <= 0 && !isProbing) return probe(operation);
      const refusal = unavailableFor('A part of the service does not respond', waitMs > 0 ? waitMs : pauseMs);
      return { errors: failures(operation, refusal) };
    },
    stop,
  };
}
