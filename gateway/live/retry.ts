import { setTimeout as delay } from 'node:timers/promises';
import { ParleyError } from '@parley/contracts/errors';
import { backoffMs, type Backoff } from '@parley/runtime/backoff';

/** About twenty seconds in all. */
const RETRIES = 8;
const BACKOFF: Backoff = { pauseMs: 100, maxPauseMs: 8_000 };

/** Tries again while it fails with what a retry may help, as long as anybody `isWanted` it. Errors: the last one. */
export async function patiently<T>(work: () => Promise<T>, isWanted: () => boolean): Promise<T> {
  for (let failures = 1; failures <= RETRIES; failures++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ParleyError && error.extensions.retryable && isWanted())) throw error;
      await delay(backoffMs(failures, BACKOFF));
    }
  }
  return work();
}
