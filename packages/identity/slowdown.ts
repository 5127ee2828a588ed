import { rateLimited } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import type { Principal } from '@parley/contracts/principal';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { createPoller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';
import { EACH_SECOND } from './each-second';

/** Limits the operations of people whose accounts are suspicious. */
export interface Slowdown extends Service {
  isSlowed(principal: Principal): boolean;
  /** Call it before an operation of a person who is slowed down. Errors: RATE_LIMITED. */
  take(principal: Principal): Promise<void>;
}

interface Options {
  /** Errors: any; then the query is retried. */
  readSlowed(): Promise<readonly UserId[]>;
  ephemeral: Pick<EphemeralStore, 'charge'>;
  logger: Logger;
  metrics?: Metrics;
}

/** Operations of one person, in all processes together. */
const BUCKET = { atOnce: 10, perSecond: 1 };

/** Reads the slowed accounts from the database each second, so that other people's requests need no query. */
export function createSlowdown({ readSlowed, ephemeral, logger, metrics = createMetrics() }: Options): Slowdown {
  let slowed: ReadonlySet<UserId> = new Set();
  const gauge = metrics.gauge({
    name: 'parley_suspicion_slowed_entries',
    help: 'Accounts that are slowed down because of suspicious activity',
  });
  let stopReading: (() => void) | undefined;
  const poller = createPoller({
    name: 'slowdown',
    async round() {
      slowed = new Set(await readSlowed());
    },
    ...EACH_SECOND,
    logger,
    metrics,
  });
  return {
    name: poller.name,
    async start() {
      stopReading = gauge.read(() => slowed.size);
      await poller.start();
    },
    async stop() {
      await poller.stop();
      stopReading?.();
    },
    isSlowed: (principal) => principal.kind === 'viewer' && slowed.has(principal.user),
    async take(principal) {
      if (principal.kind !== 'viewer') return;
      const waitMs = await ephemeral.charge(`slowed:${principal.user}`, 1, BUCKET);
      if (waitMs > 0) throw rateLimited('This account is slowed down, as it was used in an unusual way', waitMs);
    },
  };
}
