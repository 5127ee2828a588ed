import { backoffMs, type Backoff } from '@parley/runtime/backoff';

/** A connection that held for as long was a good one: what comes after it is another loss. */
const STEADY_MS = 5_000;
const BACKOFF: Backoff = { pauseMs: 250, maxPauseMs: 10_000, jitter: 0.5 };

/** When a lost connection is opened again, and until when. */
export interface Reconnect {
  /** Milliseconds to wait before the next attempt. */
  pauseMs(): number;
  /** It is there. */
  opened(): void;
  /** It is gone, or could not be had. */
  lost(): void;
  /** It has been gone for longer than anybody waits. */
  readonly hopeless: boolean;
}

/** `patienceMs`: how long a connection may be gone. */
export function createReconnect(patienceMs: number): Reconnect {
  let failures = 0;
  let openedAt: number | undefined;
  let goneSince = performance.now();

  return {
    pauseMs: () => backoffMs(failures, BACKOFF),
    opened() {
      openedAt = performance.now();
    },
    lost() {
      const now = performance.now();
      const wasSteady = openedAt !== undefined && now - openedAt > Math.min(STEADY_MS, patienceMs);
      if (wasSteady) goneSince = now;
      failures = wasSteady ? 1 : failures + 1;
      openedAt = undefined;
    },
    get hopeless() {
      return openedAt === undefined && performance.now() - goneSince > patienceMs;
    },
  };
}
