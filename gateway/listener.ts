import type { AddressInfo } from 'node:net';
import { listenHost } from '@parley/runtime/http/listen-host';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Service } from '@parley/runtime/service';
import type { Settings } from '@parley/runtime/settings';
import type { FastifyInstance } from 'fastify';
import { clientAddressBehind } from './connection/client-address';
import type { Limiter } from './connection/limits/limiter';
import { allowedHosts, allowedOrigins, type OriginSettings } from './connection/origins';
import { createQuotas } from './connection/quotas';
import type { Federation } from './federation/federation';
import { createHttpServer, type HttpOptions } from './http/server';
import { replaceCertificate, type Certificate } from './http/tls-server';
import { createStreams } from './http/streaming/streams';
import type { Live } from './live/live';
import { createSocketServer, type SocketOptions } from './socket/server';

/** Where the gateway listens, and whom it believes. */
export type ListenerSettings = Pick<Settings, 'HOST' | 'PORT'> &
  Partial<Pick<Settings, 'METRICS_TOKEN' | 'TRUSTED_PROXIES' | 'SESSION_COOKIES' | 'REFRESH_TOKEN_DAYS'>> &
  OriginSettings;

/** What whoever assembles a gateway says of HTTP and sockets. */
export interface ListenerOptions extends HttpOptions, SocketOptions {
  settings: ListenerSettings;
  logger: Logger;
}

interface Options extends ListenerOptions {
  federation: Federation;
  live: Live;
  limiter: Limiter;
  metrics: Metrics;
}

/** Requests that are still open so long after a stop are cut off. */
const STOP_WITHIN_MS = 10_000;

interface Listener extends Service {
  url(): string;
  /** New connections get another certificate, if there was one. Errors: for a key of another certificate. */
  replaceCertificate(certificate: Certificate): void;
}

/** HTTP and sockets. Stopping takes no new ones, lets requests end, and sends sockets and streams elsewhere. */
export function createListener(options: Options): Listener {
  const { settings, logger } = options;
  const allowsHost = allowedHosts(settings);
  const allowsOrigin = allowedOrigins(settings);
  const addressOf = clientAddressBehind(settings.TRUSTED_PROXIES ?? []);
  const quotas = createQuotas(options.socketLimits, options.sharedQuota);
  const streams = createStreams({ ...options, quotas });
  let { certificate } = options;
  let app: FastifyInstance | undefined;
  let sockets: Service | undefined;

  const urlOf = ({ server }: FastifyInstance): string => {
    const { port } = server.address() as AddressInfo;
    const host = [undefined, '0.0.0.0', '::'].includes(settings.HOST) ? 'localhost' : settings.HOST;
    return `${certificate ? 'https' : 'http'}://${host}:${port}`;
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
      const starting = await createHttpServer({
        ...options,
        certificate,
        allowsHost,
        allowsOrigin,
        addressOf,
        streams,
      });
      sockets = createSocketServer({ ...options, quotas, allowsHost, allowsOrigin, addressOf, http: starting.server });
      await sockets.start();
      await streams.start();
      app = starting;
      try {
        await app.listen({ host: listenHost(settings), port: settings.PORT });
      } catch (error) {
        await stop();
        throw error;
      }
      logger.info({ url: urlOf(app) }, 'listening');
    },
    replaceCertificate(next) {
      if (app) replaceCertificate(app.server, next);
      certificate = next;
    },
    stop,
  };
}
