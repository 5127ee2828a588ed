/** A token bucket (RFC 2697): so many tokens at once, and then so many a second. */
export interface TokenBucket {
  atOnce: number;
  perSecond: number;
}

/** Far below the resolution of any clock here, and above the error of the sums. */
const ERROR_MS = 0.001;

/**
 * Whole milliseconds until a bucket that is full again at `fullAt` has `tokens`, 0 if it has them now, and when it would be
 * full again after they were taken. More tokens than the bucket holds can be taken from a full one; it is in debt then.
 */
export function takeTokens(
  { atOnce, perSecond }: TokenBucket,
  { tokens, now, fullAt }: { tokens: number; now: number; fullAt: number },
): { waitMs: number; fullAt: number } {
  const eachMs = 1_000 / perSecond;
  const next = Math.max(now, fullAt) + tokens * eachMs;
  const waitMs = next - now - Math.max(atOnce, tokens) * eachMs;
  return { waitMs: Math.max(0, Math.ceil(waitMs - ERROR_MS)), fullAt: next };
}
