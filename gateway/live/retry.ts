import { setTimeout as delay } from 'node:timers/promises';
import { ParleyError } from '@parley/contracts/errors';
import { backoffMs, type Backoff } from '@parley/runtime/backoff';

/** About twenty seconds in all. */
const RETRIES = 8;
const BACKOFF: Backoff = { pauseMs: 100, maxPauseMs: 8_000 };

/** Retries while `work` fails with a retryable error and somebody `isWanted` its result. Errors: the last one. */
export async function retry<T>(work: () => Promise<T>, isWanted: () => boolean): Promise<T> {
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
