import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { serviceGroup, type Service } from '@parley/runtime/service';
import { UNLIMITED, type Limiter } from './connection/limits/limiter';
import type { Slowdown } from './connection/slowdown';
import type { BotOperations } from './federation/bot-operations';
import { createFederation, type Federation, type SubgraphsOf } from './federation/federation';
import { replaceable } from './federation/replaceable';
import type { OperationLimits } from './graph/cost/cost-limit';
import type { Graph } from './graph/graph';
import type { Certificate } from './http/tls-server';
import { createListener, type ListenerOptions } from './listener';
import type { Live } from './live/live';

/** The one door to the graph: HTTP and sockets on one port. */
export interface Gateway extends Service {
  /** Where it listens, once it is started: `http://host:port`, or `https://` with a certificate. */
  readonly url: string;
  /**
   * Goes on with another supergraph over the same subgraphs, without dropping a request or a subscription.
   * Errors: for one that can't be served; then nothing has changed.
   */
  replace(supergraphSdl: string): Promise<void>;
  /** Serves another certificate to new connections, where it has one. Errors: for a key of another certificate. */
  replaceCertificate(certificate: Certificate): void;
}

interface GatewayOptions extends ListenerOptions {
  supergraphSdl: string;
  subgraphs: SubgraphsOf;
  /** Text by SHA-256, as graphql-codegen writes persisted documents: the only operations that bots without a key may run. */
  persistedOperations?: ReadonlyMap<string, string>;
  /** Operations that bots with a key may run. */
  botOperations?: BotOperations;
  /** Without it nobody is slowed down. */
  slowdown?: Slowdown;
  /** Those that are missing are those of `OPERATION_LIMITS`. */
  limits?: Partial<OperationLimits>;
  /** Limits what clients take; without it, nothing does. */
  limiter?: Limiter;
  createLive(graph: Graph): Live;
  /** Called when operations run on another supergraph, before subscriptions go on with it. */
  onReplaced?(supergraphSdl: string): void;
  metrics?: Metrics;
}

export function createGateway(options: GatewayOptions): Gateway {
  const { createLive, onReplaced, limiter = UNLIMITED, metrics = createMetrics() } = options;
  const federationOf = (supergraphSdl: string): Federation =>
    createFederation({ ...options, supergraphSdl, requiresSignIn: options.signIn !== undefined, metrics });
  const federation = replaceable(federationOf(options.supergraphSdl));
  const live = createLive(federation.graph);
  const listener = createListener({ ...options, limiter, metrics, federation, live });
  const services = serviceGroup('gateway', [limiter, federation, live, listener]);
  return {
    name: services.name,
    start: services.start,
    stop: services.stop,
    async replace(sdl) {
      await federation.replace(federationOf(sdl));
      onReplaced?.(sdl);
      await live.replace(federation.graph);
    },
    replaceCertificate: listener.replaceCertificate,
    get url() {
      return listener.url();
    },
  };
}
