import type { UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import type { Logger } from '@parley/runtime/logger';
import { measureCache } from '@parley/runtime/metrics/bounded';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createPoller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';
import { LRUCache } from 'lru-cache';
import { EACH_SECOND } from './each-second';

type Operations = ReadonlyMap<string, string>;

/** Operations that bots with a key may run, as this process has cached them. */
export interface BotOperations extends Service {
  /** Resolves once the operations of this bot are in memory; undefined if they are already. Errors: those of the query. */
  load(bot: Viewer): Promise<void> | undefined;
  /** The text of the operation with this hash, if this bot may run it. Call it right after `load`. */
  textOf(bot: Viewer, hash: string): string | undefined;
}

interface Options {
  /** Text by SHA-256. One bot has fewer characters of them than `maxCharacters`. Errors: any. */
  operationsOf(bot: UserId): Promise<Operations>;
  /** Bots whose operations changed within this time. Errors: any; then the query is retried. */
  changedWithin(ms: number): Promise<readonly UserId[]>;
  /** Of all cached bots together. */
  maxCharacters: number;
  logger: Logger;
  metrics?: Metrics;
}

/** A change may become readable later, when its transaction commits. */
const OVERLAP_MS = 10_000;
/** Operations are read again after this time, even if no query reported a change. */
const KNOWN_MS = 60_000;
const MAX_BOTS = 1_000;

/**
 * Caches operations of the bots that recently sent requests to this process. If a bot's operations change, they leave the
 * cache within a second. While the database is unavailable, cached operations stay for a minute.
 */
export function createBotOperations({
  operationsOf,
  changedWithin,
  maxCharacters,
  logger,
  metrics = createMetrics(),
}: Options): BotOperations {
  const known = new LRUCache<UserId, Operations>({
    max: MAX_BOTS,
    maxSize: maxCharacters,
    sizeCalculation: (operations) => 1 + [...operations.values()].reduce((sum, text) => sum + text.length, 0),
    ttl: KNOWN_MS,
  });
  const loading = new Map<UserId, Promise<void>>();
  const cache = measureCache(metrics, { name: 'bot_operations', entries: () => known.size, maxEntries: MAX_BOTS });

  async function read(bot: UserId): Promise<void> {
    try {
      known.set(bot, await operationsOf(bot));
    } finally {
      loading.delete(bot);
    }
  }

  const poller = createPoller({
    name: 'bot operations',
    async round() {
      if (known.size === 0 && loading.size === 0) return;
      // each change is reported for a while, so operations that were read during the change are dropped, too
      for (const bot of await changedWithin(OVERLAP_MS)) known.delete(bot);
    },
    ...EACH_SECOND,
    logger,
    metrics,
  });

  return {
    name: poller.name,
    start: poller.start,
    async stop() {
      await poller.stop();
      cache.stop();
    },
    load({ user }) {
      const isKnown = known.has(user);
      cache.looked(isKnown);
      if (isKnown) return undefined;
      const reading = loading.get(user) ?? read(user);
      loading.set(user, reading);
      return reading;
    },
    textOf: ({ user }, hash) => known.get(user)?.get(hash),
  };
}
