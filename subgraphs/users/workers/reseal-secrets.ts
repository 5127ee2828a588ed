import type { Database } from '@parley/database/database';
import type { EncryptionKeys } from '@parley/identity/encryption-keys';
import { collectorQueue, type RunJob } from '@parley/ports/jobs/jobs';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { resealBatch } from '../store/totp-secrets';

interface Options {
  database: Database;
  encryptionKeys: EncryptionKeys;
  logger: Logger;
  metrics?: Metrics;
}

const BATCH = 100;

export const SECRETS_QUEUE = collectorQueue('users-secrets');

/**
 * Encrypts secrets of second factors that are not encrypted, or with a previous key: once it is through, that key is not
 * needed any more. Any number of processes may run it.
 */
export function secretSealer({ database, encryptionKeys, logger, metrics = createMetrics() }: Options): RunJob<null> {
  const secrets = metrics.counter({
    name: 'parley_users_resealed_total',
    help: 'Secrets of second factors that were encrypted with the present key (resealed), or whose key is missing (unreadable)',
    labels: ['outcome'],
  });
  return async (_, isStopping) => {
    let after: Awaited<ReturnType<typeof resealBatch>>['next'];
    do {
      const { next, resealed, unreadable } = await resealBatch(database, encryptionKeys, { after, limit: BATCH });
      secrets.add(resealed, { outcome: 'resealed' });
      secrets.add(unreadable.length, { outcome: 'unreadable' });
      if (resealed > 0) logger.info({ resealed }, 'encrypted secrets of second factors with the present key');
      if (unreadable.length > 0)
        logger.error({ err: unreadable[0], count: unreadable.length }, 'cannot decrypt secrets of second factors');
      after = next;
    } while (after !== undefined && !isStopping());
  };
}
