import { ParleyError } from '@parley/contracts/errors';
import { hashToken } from '@parley/identity/opaque-token';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';

/** Failed attempts at one thing, be it there or not. */
export interface Attempts {
  /** Errors: RATE_LIMITED after too many failures, until they are long enough ago. */
  check(subject: string): Promise<void>;
  failed(subject: string): Promise<void>;
  succeeded(subject: string): Promise<void>;
}

interface Limit {
  name: string;
  max: number;
  seconds: number;
}

/**
 * Limits guessing. Ask before the attempt, and again before its success counts: of many made at once, what comes after
 * the last failure allowed is refused, even if it is right.
 */
export function createAttempts(store: EphemeralStore, { name, max, seconds }: Limit): Attempts {
  const keyOf = (subject: string) => `attempts:${name}:${hashToken(subject).toString('base64url')}`;
  return {
    async check(subject) {
      if (Number((await store.get(keyOf(subject))) ?? 0) >= max)
        throw new ParleyError('RATE_LIMITED', 'Too many attempts; try again later', {
          details: { retryAfterSeconds: seconds },
        });
    },
    async failed(subject) {
      await store.increment(keyOf(subject), seconds * 1000);
    },
    succeeded: (subject) => store.delete(keyOf(subject)),
  };
}
