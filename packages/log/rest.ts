/** When something that disappointed is asked again. */
export interface Rest {
  /** Whether to ask it now. After a disappointment only one may in each pause, and the pause doubles. */
  isOver(): boolean;
  /** It did what it was asked for: everybody may ask. */
  ended(): void;
  /** It did not: nobody asks for so many milliseconds, or more where it rested for longer before. True if it did not. */
  begins(ms: number): boolean;
}

/** `mostMs`: the longest pause. */
export function createRest({ mostMs, now }: { mostMs: number; now: () => number }): Rest {
  let pauseMs = 0;
  let until = 0;
  return {
    isOver() {
      if (pauseMs === 0) return true;
      if (now() < until) return false;
      pauseMs = Math.min(2 * pauseMs, mostMs);
      until = now() + pauseMs;
      return true;
    },
    ended() {
      pauseMs = 0;
    },
    begins(ms) {
      const isLonger = ms > pauseMs;
      pauseMs = Math.max(pauseMs, ms);
      until = now() + pauseMs;
      return isLonger;
    },
  };
}
