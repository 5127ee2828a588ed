/** A connection that held for as long was a good one: what comes after it is another loss. */
const STEADY_MS = 5_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/** When a connection that was lost is tried again, and until when. */
export interface Backoff {
  /** Milliseconds to wait before the next try: more after each failure, and never the same for two who lost it at once. */
  pauseMs(): number;
  /** It is there. */
  opened(): void;
  /** It is gone, or could not be had. */
  lost(): void;
  /** It has been gone for longer than anybody waits. */
  readonly hopeless: boolean;
}

/** `patienceMs`: how long a connection may be gone. */
export function createBackoff(patienceMs: number): Backoff {
  let failures = 0;
  let openedAt: number | undefined;
  let goneSince = performance.now();

  return {
    pauseMs() {
      if (failures === 0) return 0;
      const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 16));
      return longest * (0.5 + Math.random() / 2);
    },
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
