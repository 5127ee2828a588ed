/** So many a minute, and so many at once. */
export interface Bucket {
  /** 0 where one more may come, and otherwise the milliseconds until then. */
  take(): number;
}

/** `now`: milliseconds of a clock that is never set back. */
export function createBucket(perMinute: number, now: () => number = () => performance.now()): Bucket {
  const everyMs = 60_000 / perMinute;
  let left = perMinute;
  let at = now();
  return {
    take() {
      left = Math.min(perMinute, left + (now() - at) / everyMs);
      at = now();
      if (left < 1) return Math.ceil((1 - left) * everyMs);
      left -= 1;
      return 0;
    },
  };
}
