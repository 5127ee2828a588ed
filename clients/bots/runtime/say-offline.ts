import type { ParleyClient } from '@parley/client';
import type { Logger } from 'pino';
import { isLogged } from './retrying.js';

interface Parts {
  readonly parley: Pick<ParleyClient, 'connection'>;
  readonly url: string;
  readonly logger: Logger;
}

/** Logs that the service is unavailable, at growing intervals, and that it is back. Call the returned function to stop. */
export function sayOffline({ parley: { connection }, url, logger }: Parts): () => void {
  let failures = 0;
  let retryAt: number | null = null;
  return connection.subscribe(() => {
    const now = connection.get();
    if (now.status === 'connected' && failures > 0) {
      failures = 0;
      logger.info(`${url} responds again`);
    }
    if (now.retryAt === null || now.retryAt === retryAt) return;
    retryAt = now.retryAt;
    if (isLogged(failures++)) logger.warn(`The connection to ${url} is lost. It is tried again`);
  });
}
