import { backoffMs } from './backoff';
import type { Logger } from './logger';
import type { Metrics } from './metrics/metrics';
import { createMetrics } from './metrics/prom-registry';
import type { Service } from './service';

/** A service that works in rounds: at an interval, and when something wakes it. */
export interface Poller extends Service {
  /** Starts a round now, or after the present one. Several calls start one. */
  wake(): void;
}

interface PollerOptions {
  name: string;
  /**
   * One round; a long one ends early when `isStopping`. It may return in how many milliseconds the next round is due, if that
   * is before `pollMs`. If it rejects, it is retried with backoff.
   */
  round(isStopping: () => boolean): Promise<number | void>;
  /** Milliseconds from the end of a round to the next, unless it is woken. */
  pollMs: number;
  /** Milliseconds from the start of a round to the next, at least: one round then does the work of several calls of `wake`. */
  apartMs?: number;
  /** Backoff after failures (`Backoff`). */
  pauseMs: number;
  maxPauseMs: number;
  logger: Logger;
  metrics?: Metrics;
}

/**
 * Runs rounds one after another. `wake` does not shorten the backoff after a failure.
 * Invariant: at most one round runs at a time, and none once `stop` has resolved.
 */
export function createPoller({
  name,
  round,
  pollMs,
  apartMs = 0,
  logger,
  metrics = createMetrics(),
  ...pauses
}: PollerOptions): Poller {
  const durations = metrics.histogram({
    name: 'parley_round_duration_seconds',
    help: 'Rounds of background services; outcome: done, or failed: then the round is retried',
    labels: ['service', 'outcome'],
  });
  let running: Promise<void> | undefined;
  let stopping = false;
  let woken = false;
  let failures = 0;
  let interrupt: (() => void) | undefined;
  let sleeping = false;

  /** Resolves after `ms` milliseconds, or when it stops. */
  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        interrupt = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      interrupt = done;
    });

  /** Rests until it is woken, at most. */
  async function sleep(ms: number): Promise<void> {
    if (woken) return;
    sleeping = true;
    await rest(ms);
    sleeping = false;
  }

  async function run(): Promise<void> {
    while (!stopping) {
      woken = false;
      let due = pollMs;
      const started = performance.now();
      const took = (outcome: 'done' | 'failed') =>
        durations.observe((performance.now() - started) / 1_000, { service: name, outcome });
      try {
        due = Math.min((await round(() => stopping)) ?? pollMs, pollMs);
        failures = 0;
        took('done');
      } catch (error) {
        failures++;
        took('failed');
        logger.warn({ service: name, failures, err: error }, 'a round failed and will be tried again');
      }
      if (stopping) return;
      if (failures > 0) await rest(backoffMs(failures, pauses));
      else await sleep(due);
      const early = started + apartMs - performance.now();
      if (early > 0 && !stopping) await rest(early);
    }
  }

  return {
    name,
    wake() {
      woken = true;
      if (sleeping) interrupt?.();
    },
    async start() {
      stopping = false;
      running ??= run();
    },
    async stop() {
      stopping = true;
      interrupt?.();
      await running;
      running = undefined;
    },
  };
}
