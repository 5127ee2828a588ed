import { backoffMs, ParleyError } from '@parley/client';
import type { Logger } from 'pino';
import { pauseMs } from './pause.js';

export interface Patience {
  /** URL of the service, for log messages. */
  readonly url: string;
  /** Stops waiting. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/**
 * Retries with backoff until the service responds. Logs that the service does not respond, immediately and then at growing
 * intervals. Resolves to undefined when the signal aborts. Errors: those that a retry cannot help.
 */
export async function retrying<T>(
  { url, signal, logger }: Patience,
  request: () => Promise<T>,
): Promise<T | undefined> {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      return await Promise.race([request(), aborted(signal)]);
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof ParleyError) || !error.retryable) throw error;
      if (isLogged(failures))
        logger.warn(`${url} does not respond (PARLEY_URL): ${reasonOf(error)}. It is tried again`);
      await pauseMs(Math.max(backoffMs(failures), error.retryAfterMs ?? 0), signal);
    }
  }
  return undefined;
}

/** The first failure, the second, fourth, eighth … */
export const isLogged = (failures: number): boolean => Number.isInteger(Math.log2(failures + 1));

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));

/** What `fetch` says is of no use: what is behind it says why. */
function reasonOf(error: Error): string {
  let deepest: Error = error;
  while (deepest.cause instanceof Error) deepest = deepest.cause;
  return (deepest as NodeJS.ErrnoException).code ?? deepest.message;
}
