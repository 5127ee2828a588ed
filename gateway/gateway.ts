import type { SessionId } from '@parley/contracts/ids';
import type { Principal } from '@parley/contracts/principal';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { Readiness } from '@parley/runtime/http/probes';
import type { KeptAnswers } from '@parley/ports/idempotency/idempotency-store';
import type { Logger } from '@parley/runtime/logger';
import { createMetrics, type Metrics } from '@parley/runtime/metrics/metrics';
import { serviceGroup, type Service } from '@parley/runtime/service';
import type { Settings } from '@parley/runtime/settings';
import type { FastifyPluginAsync } from 'fastify';
import { createFederation, type Federation } from './federation/federation';
import type { GraphiQL } from './http/graphiql';
import { replaceable } from './federation/replaceable';
import { createListener } from './listener';
import type { Live } from './live/live';
import type { SocketLimits } from './socket/server';
import { createSocketSession } from './socket/session';
import type { SocketObserver } from './connection/connection-observer';

/** The one door to the graph: HTTP and sockets on one port. */
export interface Gateway extends Service {
  /** Where it listens, once it is started: `http://host:port`. */
  readonly url: string;
  /**
   * Goes on with another supergraph over the same subgraphs, without dropping a request or a subscription.
   * Errors: for one that can't be served; then nothing has changed.
   */
  replace(supergraphSdl: string): Promise<void>;
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
  /** First answers to what came with an `Idempotency-Key`; without it that header means nothing. */
  keptAnswers?: KeptAnswers;
  /** In development: what a browser that comes to the endpoint is shown. */
  graphiql?: GraphiQL;
  createLive(federation: Federation): Live;
  socketLimits: SocketLimits;
  settings: Pick<Settings, 'HOST' | 'PORT' | 'PARLEY_ENV'> &
    Partial<Pick<Settings, 'PUBLIC_URL' | 'ALLOWED_ORIGINS' | 'METRICS_TOKEN' | 'TRUSTED_PROXIES'>>;
  log: Logger;
  metrics?: Metrics;
}

export function createGateway(options: GatewayOptions): Gateway {
  const { authenticateSocket, createLive, settings, metrics = createMetrics() } = options;
  const development = settings.PARLEY_ENV === 'development';
  const federationOf = (supergraphSdl: string): Federation =>
    createFederation({ ...options, supergraphSdl, metrics, openSchema: development });
  const federation = replaceable(federationOf(options.supergraphSdl));
  const live = createLive(federation);
  const listener = createListener({
    ...options,
    metrics,
    federation,
    live,
    openSchema: development,
    graphiql: development ? options.graphiql : undefined,
    createCaller: (socket) => createSocketSession(socket, authenticateSocket),
  });
  const services = serviceGroup('gateway', [federation, live, listener]);
  return {
    name: services.name,
    start: services.start,
    stop: services.stop,
    async replace(sdl) {
      await federation.replace(federationOf(sdl));
      live.replace(federation.graph);
    },
    get url() {
      return listener.url();
    },
  };
}
