import type { Duplex } from 'node:stream';
import { LOG_TOPIC_PREFIX } from '@parley/contracts/live';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import { measureLostMessages } from '@parley/ports/bus/lost-messages';
import { inProcessBus } from '@parley/ports/bus/in-process';
import { spreadBus } from '@parley/ports/bus/spread';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import { throughParent } from '@parley/ports/parent/through-parent';
import { connectRedis } from '@parley/ports/redis/connect';
import { redisBus } from '@parley/ports/redis/redis-bus';
import { redisStore } from '@parley/ports/redis/redis-store';
import type { Readiness } from '@parley/runtime/http/probes';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Settings } from '@parley/runtime/settings';
import { newUuid } from '@parley/runtime/uuid';

/** State that processes share beside the database. */
export interface SharedState {
  readonly bus: LiveBus;
  readonly ephemeral: EphemeralStore;
  /** Whether all processes on all machines share it. */
  readonly everywhere: boolean;
  /** Its reach, for `/readyz`. */
  readonly readiness: Readiness;
  close(): Promise<void>;
}

const NAME = 'live bus and short-lived state';

export function inThisProcess(logger: Logger, metrics: Metrics): SharedState {
  measureLostMessages(metrics, () => 0);
  return {
    bus: inProcessBus({ onError: (err) => logger.error({ err }, 'a listener of the live bus failed') }),
    ephemeral: inProcessStore({ metrics }),
    everywhere: false,
    readiness: { name: NAME, check: async () => 'in this process' },
    close: async () => undefined,
  };
}

interface OnRedis {
  settings: Settings;
  logger: Logger;
  metrics: Metrics;
}

/** Shared on the Redis of the settings. Errors: UNAVAILABLE if it does not respond. */
export async function onRedis({ settings, logger, metrics }: OnRedis): Promise<SharedState> {
  measureLostMessages(metrics, () => 0);
  const { REDIS_URL: urls, BUS_SHARDS: shards, BUS_BUSY_PER_SECOND: busyPerSecond } = settings;
  const client = await connectRedis({ urls, logger });
  const subscriber = await connectRedis({ urls, logger });
  const bus = redisBus({ publisher: client, subscriber, logger });
  return {
    bus: shards > 1 ? spreadBus(bus, { shards, listener: newUuid(), busyPerSecond, isSpread, metrics }) : bus,
    ephemeral: redisStore({ client }),
    everywhere: true,
    readiness: {
      name: NAME,
      async check() {
        await Promise.all([client.ping(), subscriber.ping()]);
        return 'on Redis';
      },
    },
    async close() {
      subscriber.disconnect();
      client.disconnect();
    },
  };
}

/** Only topics with positions can be spread, because their subscribers restore the order. */
const isSpread = (topic: string): boolean => topic.startsWith(LOG_TOPIC_PREFIX);

interface FromParent {
  workers: number;
  logger: Logger;
  metrics: Metrics;
}

/** Shared by so many workers of the process at the other end of the channel. */
export function fromParent(channel: Duplex, { workers, logger, metrics }: FromParent): SharedState {
  const parent = throughParent(channel, { logger });
  const { bus, ephemeral } = parent;
  const stopMeasuring = measureLostMessages(metrics, () => parent.dropped);
  const check = async () => {
    await ephemeral.get(NAME);
    return `through the parent of ${workers} workers`;
  };
  return {
    bus,
    ephemeral,
    everywhere: false,
    readiness: { name: NAME, check },
    async close() {
      await parent.close();
      stopMeasuring();
    },
  };
}

/** For `/readyz`: the limits if processes with different roles do not share state. */
export const apart = ({ name, check }: Readiness): Readiness => ({
  name,
  check: async () =>
    `${String(await check())} only: other processes see events up to two seconds late, ended sessions a second, and neither presence, typing nor socket tokens`,
});
