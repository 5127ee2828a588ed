import { backoffMs } from './backoff';
import type { Logger } from './logger';
import { createMetrics, type Metrics } from './metrics/metrics';
import type { Service } from './service';

/** A service that works in rounds. */
export interface Rounds extends Service {
  /** Asks for a round now, or for one more when the present one is over. Many calls are one. */
  wake(): void;
}

interface RoundsOptions {
  name: string;
  /**
   * One round; `isStopping` tells a long one to come to its end. May answer in how many milliseconds the next is due,
   * if that is before polling. Rejected: the next comes after a growing pause.
   */
  round(isStopping: () => boolean): Promise<number | void>;
  /** Milliseconds from the end of a round to the next that nobody asked for. */
  pollMs: number;
  /** Milliseconds from the begin of a round to the next, at least: what wakes it meanwhile is worked on together. */
  apartMs?: number;
  /** Milliseconds. Pause after a first failure, and the longest: it doubles with each failure in between. */
  pauseMs: number;
  maxPauseMs: number;
  log: Logger;
  metrics?: Metrics;
}

/**
 * Runs rounds one after the other: woken, or by polling. Waking does not shorten the pause after a failure.
 * Invariant: at most one round runs at a time, and none once `stop` has resolved.
 */
export function createRounds({
  name,
  round,
  pollMs,
  apartMs = 0,
  log,
  metrics = createMetrics(),
  ...pauses
}: RoundsOptions): Rounds {
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
        log.warn({ service: name, failures, err: error }, 'a round failed and will be tried again');
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
