import type { Database } from '@parley/database/database';
import { collectorQueue, type RunJob } from '@parley/ports/jobs/jobs';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { Settings } from '@parley/runtime/settings';
import {
  deleteExpiredInvitations,
  deleteExpiredLinks,
  deleteOverSessions,
  deleteStaleDevices,
  deleteStaleNetworks,
  deleteUsedTokens,
} from '../store/leftovers';

interface SessionCollectorOptions {
  database: Database;
  settings: Pick<Settings, 'REFRESH_TOKEN_DAYS'>;
  logger: Logger;
  metrics?: Metrics;
  now?: () => Date;
}

const DAY_MS = 86_400_000;
/** Kept for a while after their end, so that an operator can look at them. */
const OVER_SESSION_MS = DAY_MS;
/** How long a device is remembered after the last sign-in. */
const STALE_DEVICE_MS = 90 * DAY_MS;
/** So long it can be looked up who came in by which. */
const EXPIRED_INVITATION_MS = 30 * DAY_MS;
const BATCH = 500;

export const SESSIONS_QUEUE = collectorQueue('users-sessions');

/**
 * Forgets sessions that are over, links of mails that have expired, refresh tokens that were used so long ago that they would have expired, and devices
 * that nobody signs in on any more. Any number of processes may run it.
 */
export function sessionCollector(options: SessionCollectorOptions): RunJob<null> {
  const { database, settings, logger, metrics = createMetrics(), now = () => new Date() } = options;
  const removed = metrics.counter({
    name: 'parley_users_collected_total',
    help: 'Expired rows that were deleted, by kind',
    labels: ['what'],
  });
  const kinds = [
    { what: 'sessions', collect: deleteOverSessions, afterMs: OVER_SESSION_MS },
    { what: 'refresh tokens', collect: deleteUsedTokens, afterMs: settings.REFRESH_TOKEN_DAYS * DAY_MS },
    { what: 'links of mails', collect: deleteExpiredLinks, afterMs: 0 },
    { what: 'networks', collect: deleteStaleNetworks, afterMs: STALE_DEVICE_MS },
    { what: 'devices', collect: deleteStaleDevices, afterMs: STALE_DEVICE_MS },
    { what: 'invitations', collect: deleteExpiredInvitations, afterMs: EXPIRED_INVITATION_MS },
  ];

  return async (_, isStopping) => {
    for (const { what, collect, afterMs } of kinds) {
      const before = new Date(now().getTime() - afterMs);
      let collected: number;
      do {
        collected = await collect(database, { before, limit: BATCH });
        removed.add(collected, { what });
        if (collected > 0) logger.info({ collected }, `removed ${what}`);
      } while (collected === BATCH && !isStopping());
    }
  };
}
