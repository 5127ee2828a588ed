import 'reflect-metadata';
import { Socket } from 'node:net';
import { createLogger } from '@parley/runtime/logger';
import { createProcessMetrics } from '@parley/runtime/metrics/prom-registry';
import { createPlatform } from '../platform';
import { fromParent } from '../shared-state';
import { CHANNEL_FD, type Start } from './messages';
import { workerMetrics } from './worker-metrics';

interface Life {
  /** Resolves when the worker must stop. */
  draining: Promise<void>;
  /** Called once, with the URL of its gateway. */
  ready(url: string | undefined): Promise<void>;
}

/** Runs a worker, from start to end. */
export async function host({ settings, url, roles, worker, workers }: Start, { draining, ready }: Life): Promise<void> {
  const logger = createLogger(settings).child({ worker });
  const channel = new Socket({ fd: CHANNEL_FD, readable: true, writable: true });
  const metrics = workerMetrics(createProcessMetrics(logger));
  const shared = settings.REDIS_URL.length > 0 ? undefined : fromParent(channel, { workers, logger, metrics });
  const platform = await createPlatform({ settings, url, logger, metrics, roles: new Set(roles), shared });
  await platform.start();
  channel.once('close', cutOff);
  await ready(platform.gateway?.url);
  await draining;
  channel.off('close', cutOff);
  await platform.stop();

  /** Without the channel its sockets would receive nothing, so it ends and their clients reconnect to another worker. */
  function cutOff(): void {
    logger.fatal('the channel to the parent process is gone');
    process.exit(1);
  }
}
