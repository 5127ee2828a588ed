import type { Duplex } from 'node:stream';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import { measureLostMessages } from '@parley/ports/bus/lost-messages';
import { inProcessBus } from '@parley/ports/bus/in-process';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import { throughParent } from '@parley/ports/parent/through-parent';
import type { Readiness } from '@parley/runtime/http/probes';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';

/** What processes have in common beside the database, as far as it reaches. */
export interface SharedState {
  readonly bus: LiveBus;
  readonly ephemeral: EphemeralStore;
  /** Tells operators how far it reaches. */
  readonly readiness: Readiness;
  close(): Promise<void>;
}

const NAME = 'live bus and short-lived state';

export function inThisProcess(log: Logger, metrics: Metrics): SharedState {
  measureLostMessages(metrics, () => 0);
  return {
    bus: inProcessBus({ onError: (err) => log.error({ err }, 'a listener of the live bus failed') }),
    ephemeral: inProcessStore({ metrics }),
    readiness: { name: NAME, check: async () => 'in this process' },
    close: async () => undefined,
  };
}

interface OfWorkers {
  workers: number;
  log: Logger;
  metrics: Metrics;
}

/** Shared by so many workers of the process at the other end of the channel. */
export function ofWorkers(channel: Duplex, { workers, log, metrics }: OfWorkers): SharedState {
  const parent = throughParent(channel, { log });
  const { bus, ephemeral } = parent;
  const stopMeasuring = measureLostMessages(metrics, () => parent.dropped);
  const check = async () => {
    await ephemeral.get(NAME);
    return `through the parent of ${workers} workers`;
  };
  return {
    bus,
    ephemeral,
    readiness: { name: NAME, check },
    async close() {
      await parent.close();
      stopMeasuring();
    },
  };
}

/** For operators: what processes that share the roles have to do without. */
export const apart = ({ name, check }: Readiness): Readiness => ({
  name,
  check: async () =>
    `${String(await check())} only: other processes see events up to two seconds late, and neither presence, typing, socket tokens nor ended sessions`,
});
