import type { AddressInfo } from 'node:net';
import type { SessionId } from '@parley/contracts/ids';
import type { Principal } from '@parley/contracts/principal';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { Logger } from '@parley/runtime/logger';
import { serviceGroup, type Service } from '@parley/runtime/service';
import type { Settings } from '@parley/runtime/settings';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { createFederation, type Federation } from './federation/federation';
import type { Readiness } from './http/probes';
import { createHttpServer } from './http/server';
import type { Live } from './live/live';
import { createSocketServer } from './socket/server';
import type { SocketObserver } from './socket/socket-observer';

/** The one door to the graph: HTTP and sockets on one port. */
export interface Gateway extends Service {
  /** Where it listens, once it is started: `http://host:port`. */
  readonly url: string;
}

interface GatewayOptions {
  supergraphSdl: string;
  subgraphs: ReadonlyMap<string, Subgraph>;
  /** By access token; anonymous without one. Errors: UNAUTHENTICATED. */
  authenticate(accessToken: string | undefined): Promise<Principal>;
  /** By socket token or access token. Errors: UNAUTHENTICATED. */
  authenticateSocket(token: string | undefined): Promise<Principal>;
  /** Calls back for each session that ends; returns how to stop that. */
  onRevoked(listener: (session: SessionId) => void): () => unknown;
  /** Hears of the sockets that come, live and go. */
  observer?: SocketObserver;
  readiness: readonly Readiness[];
  /** More HTTP routes, each in an encapsulated Fastify context. */
  routes: readonly FastifyPluginAsync[];
  /** Text by SHA-256, as graphql-codegen writes persisted documents: the only operations that bots may run. */
  persistedOperations?: ReadonlyMap<string, string>;
  createLive(federation: Federation): Live;
  settings: Pick<Settings, 'HOST' | 'PORT' | 'PARLEY_ENV'>;
  log: Logger;
}

/** Requests that are still open so long after a stop are cut off. */
const STOP_WITHIN_MS = 10_000;

export function createGateway(options: GatewayOptions): Gateway {
  const { supergraphSdl, subgraphs, persistedOperations, createLive, settings, log } = options;
  const development = settings.PARLEY_ENV === 'development';
  const federation = createFederation({ supergraphSdl, subgraphs, openSchema: development, persistedOperations, log });
  const live = createLive(federation);
  const listener = createListener({ ...options, federation, live, development });
  const services = serviceGroup('gateway', [federation, live, listener]);
  return {
    name: services.name,
    start: services.start,
    stop: services.stop,
    get url() {
      return listener.url();
    },
  };
}

type ListenerOptions = GatewayOptions & { federation: Federation; live: Live; development: boolean };

/** HTTP and sockets. Stopping takes no new ones, lets requests end, and sends sockets elsewhere. */
function createListener(options: ListenerOptions): Service & { url(): string } {
  const { settings, log } = options;
  let app: FastifyInstance | undefined;
  let sockets: Service | undefined;

  const addressOf = ({ server }: FastifyInstance): string => {
    const { port } = server.address() as AddressInfo;
    const host = settings.HOST === '0.0.0.0' || settings.HOST === '::' ? 'localhost' : settings.HOST;
    return `http://${host}:${port}`;
  };

  async function stop(): Promise<void> {
    if (!app) return;
    const { server } = app;
    const timer = setTimeout(() => server.closeAllConnections(), STOP_WITHIN_MS);
    await Promise.all([app.close(), sockets?.stop()]);
    clearTimeout(timer);
    app = undefined;
  }

  return {
    name: 'listener',
    url() {
      if (!app) throw new Error('The gateway is not started');
      return addressOf(app);
    },
    async start() {
      const starting = await createHttpServer(options);
      sockets = createSocketServer({ ...options, http: starting.server });
      await sockets.start();
      app = starting;
      try {
        await app.listen({ host: settings.HOST, port: settings.PORT });
      } catch (error) {
        await stop();
        throw error;
      }
      log.info({ url: addressOf(app) }, 'listening');
    },
    stop,
  };
}
