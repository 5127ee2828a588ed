import { unavailable } from '@parley/contracts/errors';
import { backoffMs } from '@parley/runtime/backoff';
import type { Logger } from '@parley/runtime/logger';
import { Cluster, Redis, type RedisOptions } from 'ioredis';

/** One server, or a cluster. */
export type RedisClient = Redis | Cluster;

interface ConnectOptions {
  /** `redis://` or `rediss://` addresses: of one server, or of one or more nodes of a cluster. */
  urls: readonly string[];
  logger: Logger;
}

const COMMAND_MS = 5_000;
/** A connection over which nothing comes for as long, though a request waits, is given up for another one. */
const SILENT_MS = 5_000;
const PING_EVERY_MS = 5_000;
const CONNECT_MS = 5_000;

/** Milliseconds before the next attempt. */
const retryAfterMs = (failures: number): number => backoffMs(failures, { pauseMs: 100, maxPauseMs: 2_000, jitter: 1 });

/** A command to a server that can't be reached fails at once: nothing queues up for when it is back. */
const OPTIONS = {
  lazyConnect: true,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: CONNECT_MS,
  commandTimeout: COMMAND_MS,
  socketTimeout: SILENT_MS,
} satisfies RedisOptions;

/**
 * A connection that comes back by itself, with what it was subscribed to: to a cluster where there are several addresses,
 * or the only one is of a cluster's node. Errors: UNAVAILABLE where the first one fails.
 */
export async function connectRedis({ urls, logger }: ConnectOptions): Promise<RedisClient> {
  try {
    if (urls.length > 1) return await openCluster(urls, logger);
    const server = await open(new Redis(urls[0]!, { ...OPTIONS, retryStrategy: retryAfterMs }), logger);
    if (!(await server.info('cluster')).includes('cluster_enabled:1')) return server;
    server.disconnect();
    return await openCluster(urls, logger);
  } catch (error) {
    throw unavailable(`Redis can not be reached at ${urls.map(placeOf).join(', ')} (REDIS_URL)`, error);
  }
}

/** Without name and password. */
const placeOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

/** With a connection to each master: what is sent to one that is yet to be connected may be overtaken. */
async function openCluster(urls: readonly string[], logger: Logger): Promise<Cluster> {
  const cluster = await open(clusterOf(urls), logger);
  await Promise.all(cluster.nodes('master').map((node) => node.ping()));
  return cluster;
}

async function open<Client extends RedisClient>(client: Client, logger: Logger): Promise<Client> {
  client.on('error', (err: unknown) => logger.warn({ err }, 'redis'));
  try {
    await client.connect();
  } catch (error) {
    client.disconnect();
    throw error;
  }
  pingNowAndThen(client);
  return client;
}

function clusterOf(urls: readonly string[]): Cluster {
  const { lazyConnect, enableOfflineQueue, ...redisOptions } = OPTIONS;
  return new Cluster([...urls], {
    ...{ lazyConnect, enableOfflineQueue, redisOptions },
    shardedSubscribers: true,
    clusterRetryStrategy: retryAfterMs,
    slotsRefreshTimeout: CONNECT_MS,
  });
}

/** One that only listens would not notice otherwise that nobody speaks any more. */
function pingNowAndThen(client: RedisClient): void {
  const timer = setInterval(() => {
    if (client.status === 'ready') client.ping().catch(() => undefined);
  }, PING_EVERY_MS);
  timer.unref();
  client.once('end', () => clearInterval(timer));
}

export const isCluster = (client: RedisClient): client is Cluster => client instanceof Cluster;
