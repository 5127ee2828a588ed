import type { AddressInfo } from 'node:net';
import type { Logger } from '@parley/runtime/logger';
import type { Service } from '@parley/runtime/service';
import type { Settings } from '@parley/runtime/settings';
import type { FastifyInstance } from 'fastify';
import { clientAddressBehind } from './connection/client-address';
import { allowedOrigins } from './connection/origins';
import { createHttpServer } from './http/server';
import { createStreams } from './http/streaming/streams';
import { createQuotas } from './connection/quotas';
import { createSocketServer } from './socket/server';

type ListenerOptions = Omit<
  Parameters<typeof createHttpServer>[0],
  'allowsOrigin' | 'addressOf' | 'settings' | 'streams'
> &
  Omit<Parameters<typeof createSocketServer>[0], 'http' | 'allowsOrigin' | 'addressOf' | 'quotas'> & {
    settings: Pick<Settings, 'HOST' | 'PORT'> &
      Partial<Pick<Settings, 'METRICS_TOKEN' | 'PARLEY_ENV' | 'TRUSTED_PROXIES'>> &
      Parameters<typeof allowedOrigins>[0];
    log: Logger;
  };

/** Requests that are still open so long after a stop are cut off. */
const STOP_WITHIN_MS = 10_000;

/** HTTP and sockets. Stopping takes no new ones, lets requests end, and sends sockets and streams elsewhere. */
export function createListener(options: ListenerOptions): Service & { url(): string } {
  const { settings, log } = options;
  const allowsOrigin = allowedOrigins(settings);
  const addressOf = clientAddressBehind(settings.TRUSTED_PROXIES ?? []);
  const quotas = createQuotas(options.socketLimits);
  const streams = createStreams({ ...options, quotas });
  let app: FastifyInstance | undefined;
  let sockets: Service | undefined;

  const urlOf = ({ server }: FastifyInstance): string => {
    const { port } = server.address() as AddressInfo;
    const host = settings.HOST === '0.0.0.0' || settings.HOST === '::' ? 'localhost' : settings.HOST;
    return `http://${host}:${port}`;
  };

  async function stop(): Promise<void> {
    if (!app) return;
    const { server } = app;
    const timer = setTimeout(() => server.closeAllConnections(), STOP_WITHIN_MS);
    await Promise.all([app.close(), sockets?.stop(), streams.stop()]);
    clearTimeout(timer);
    app = undefined;
  }

  return {
    name: 'listener',
    url() {
      if (!app) throw new Error('The gateway is not started');
      return urlOf(app);
    },
    async start() {
      const starting = await createHttpServer({ ...options, allowsOrigin, addressOf, streams });
      sockets = createSocketServer({ ...options, quotas, allowsOrigin, addressOf, http: starting.server });
      await sockets.start();
      await streams.start();
      app = starting;
      try {
        await app.listen({ host: settings.HOST, port: settings.PORT });
      } catch (error) {
        await stop();
        throw error;
      }
      log.info({ url: urlOf(app) }, 'listening');
    },
    stop,
  };
}
