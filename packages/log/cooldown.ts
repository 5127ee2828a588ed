/** Keeps calls away from a dependency that failed, until one call succeeds. */
export interface Cooldown {
  /** Whether to call now. During a cooldown one caller in each pause gets true, and the pause doubles with it. */
  tryCall(): boolean;
  /** Ends the cooldown: every caller may call. */
  succeeded(): void;
  /** Starts a pause of `ms`, or keeps the present one where that is longer. True if it is longer than before. */
  failed(ms: number): boolean;
}

/** `maxMs` is the longest pause. */
export function createCooldown({ maxMs, now }: { maxMs: number; now: () => number }): Cooldown {
  let pauseMs = 0;
  let until = 0;
  return {
    tryCall() {
      if (pauseMs === 0) return true;
      if (now() < until) return false;
      pauseMs = Math.min(2 * pauseMs, maxMs);
      until = now() + pauseMs;
      return true;
    },
    succeeded() {
      pauseMs = 0;
    },
    failed(ms) {
      const isLonger = ms > pauseMs;
      pauseMs = Math.max(pauseMs, ms);
      until = now() + pauseMs;
      return isLonger;
    },
  };
}
