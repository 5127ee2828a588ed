/** A token bucket: a number per minute, which is also the burst. https://en.wikipedia.org/wiki/Token_bucket */
export interface Bucket {
  /** Takes a token and returns 0, or returns the milliseconds until there is one. */
  take(): number;
}

/** `now`: a monotonic clock in milliseconds. */
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
