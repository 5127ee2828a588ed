import { setTimeout as delay } from 'node:timers/promises';
import { ParleyError } from '@parley/contracts/errors';

/** Milliseconds before each further try at what is out of reach for a moment: about twenty seconds in all. */
const RETRY_AFTER_MS = [100, 200, 400, 800, 1_600, 3_200, 5_000, 8_000];

/** Tries again while it fails with what a retry may help, as long as anybody `isWanted` it. Errors: the last one. */
export async function patiently<T>(work: () => Promise<T>, isWanted: () => boolean): Promise<T> {
  for (const pause of RETRY_AFTER_MS) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ParleyError && error.extensions.retryable && isWanted())) throw error;
      await delay(pause);
    }
  }
  return work();
}
