import { rateLimited } from '@parley/contracts/errors';
import { hashToken } from '@parley/identity/opaque-token';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';

/** Limits guessing at one thing, whether or not it exists. */
export interface Attempts {
  /** Call it before an attempt. Errors: RATE_LIMITED after too many failures, until the delay is over. */
  begin(subject: string): Promise<Attempt>;
}

/** An attempt that may be made; say how it ended. */
export interface Attempt {
  /** Earlier failures of this subject. */
  readonly failures: number;
  failed(): Promise<void>;
  /** Errors: RATE_LIMITED if too many others that were made at the same time have failed: it must not count then. */
  succeeded(): Promise<void>;
}

interface Limit {
  name: string;
  /** Failures without a delay. */
  free: number;
  /** @default false: a success is proof that the failures were the same person's. */
  keepsFailures?: boolean;
}

/** A subject's failures are forgotten so long after the first of them. */
const WINDOW_MS = 3_600_000;
const FIRST_DELAY_MS = 30_000;
const MAX_DELAY_MS = 900_000;

/**
 * Counts failures. Beyond those that are free, one attempt is allowed after each delay, and each further failure doubles the
 * delay, from 30 seconds to 15 minutes (NIST SP 800-63B, 5.2.2).
 */
export function createAttempts(store: EphemeralStore, { name, free, keepsFailures = false }: Limit): Attempts {
  async function begin(subject: string): Promise<Attempt> {
    const key = hashToken(subject).toString('base64url');
    const [failures, delay] = [`attempts:${name}:failures:${key}`, `attempts:${name}:delay:${key}`];
    const count = async () => Number((await store.get(failures)) ?? 0);
    /** Milliseconds left of the delay; if there are none, it starts a new one. */
    const startDelay = (failed: number): Promise<number> => {
      const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (failed - free), MAX_DELAY_MS);
      return store.charge(delay, 1, { atOnce: 1, perSecond: 1_000 / delayMs });
    };

    const before = await count();
    const waitMs = before < free ? 0 : await startDelay(before);
    if (waitMs > 0) throw tooMany(waitMs);
    return {
      failures: before,
      async failed() {
        const failed = await store.increment(failures, WINDOW_MS);
        if (failed >= free) await startDelay(failed);
      },
      async succeeded() {
        if (before < free && (await count()) >= free) throw tooMany(FIRST_DELAY_MS);
        if (!keepsFailures) await Promise.all([store.delete(failures), store.delete(delay)]);
      },
    };
  }
  return { begin };
}

const tooMany = (waitMs: number) => rateLimited('Too many attempts; try again later', waitMs);
