export interface Backoff {
  /** Milliseconds before the first retry. The delay doubles with each failure. */
  pauseMs: number;
  /** The longest delay, in milliseconds. */
  maxPauseMs: number;
  /**
   * Part of the delay that is random, from 0 to 1: processes that lost the same server then return one after another.
   *
   * @default 0
   */
  jitter?: number;
}

/** Milliseconds to wait before the next attempt, after so many failures in a row. */
export function backoffMs(failures: number, { pauseMs, maxPauseMs, jitter = 0 }: Backoff): number {
  if (failures <= 0) return 0;
  const longest = Math.min(maxPauseMs, pauseMs * 2 ** Math.min(failures - 1, 30));
  return longest * (1 - jitter * Math.random());
}
