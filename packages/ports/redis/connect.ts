import { unavailable } from '@parley/contracts/errors';
import type { Logger } from '@parley/runtime/logger';
import { Cluster, Redis, type RedisOptions } from 'ioredis';

/** One server, or a cluster. */
export type RedisClient = Redis | Cluster;

interface ConnectOptions {
  /** `redis://` or `rediss://` addresses: of one server, or of some nodes of a cluster. */
  urls: readonly string[];
  log: Logger;
}

const COMMAND_MS = 2_000;
/** A connection over which nothing comes for as long, though something was asked, is given up for another one. */
const SILENT_MS = 5_000;
const ASK_EVERY_MS = 5_000;
const CONNECT_MS = 5_000;
const MAX_PAUSE_MS = 2_000;

/** Milliseconds until the next try. Not the same for all processes, that they do not come back at once. */
const pauseMs = (tries: number): number => Math.random() * Math.min(MAX_PAUSE_MS, 50 * 2 ** Math.min(tries, 10));

/** What is asked of a server that can't be reached fails at once: nothing queues up for when it is back. */
const OPTIONS = {
  lazyConnect: true,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: CONNECT_MS,
  commandTimeout: COMMAND_MS,
  socketTimeout: SILENT_MS,
} satisfies RedisOptions;

/** A connection that comes back by itself, with what it was subscribed to. Errors: UNAVAILABLE where the first one fails. */
export async function connectRedis({ urls, log }: ConnectOptions): Promise<RedisClient> {
  const client = clientOf(urls);
  client.on('error', (err: unknown) => log.warn({ err }, 'redis'));
  try {
    await client.connect();
    askNowAndThen(client);
    return client;
  } catch (error) {
    client.disconnect();
    throw unavailable('Redis can not be reached', error);
  }
}

function clientOf(urls: readonly string[]): RedisClient {
  if (urls.length === 1) return new Redis(urls[0]!, { ...OPTIONS, retryStrategy: pauseMs });
  const { lazyConnect, enableOfflineQueue, ...redisOptions } = OPTIONS;
  return new Cluster([...urls], {
    ...{ lazyConnect, enableOfflineQueue, redisOptions },
    shardedSubscribers: true,
    clusterRetryStrategy: pauseMs,
    slotsRefreshTimeout: CONNECT_MS,
  });
}

/** One that only listens would not notice otherwise that nobody speaks any more. */
function askNowAndThen(client: RedisClient): void {
  const timer = setInterval(() => {
    if (client.status === 'ready') client.ping().catch(() => undefined);
  }, ASK_EVERY_MS);
  client.once('end', () => clearInterval(timer));
}

export const isCluster = (client: RedisClient): client is Cluster => client instanceof Cluster;
