import { readFile } from 'node:fs/promises';
import { createConnections } from '@parley/runtime/graphql/graphql-over-http';
import type { Logger } from '@parley/runtime/logger';
import { createMetrics, type Metrics } from '@parley/runtime/metrics/metrics';
import { serviceGroup, type Service } from '@parley/runtime/service';
import { createFederation, type Federation } from '../federation/federation';
import { httpSubgraph } from '../federation/http-subgraph';
import { replaceable } from '../federation/replaceable';
import { createListener } from '../listener';
import { noLive } from './no-live';
import type { SocketLimits } from '../socket/server';
import { openCaller } from './open-caller';
import { followFile } from '../federation/supergraph-file';

export interface StandaloneOptions {
  /** Path of the supergraph's SDL; its `join__Graph` says where the subgraphs are. */
  supergraph: string;
  host: string;
  /** 0 for any that is free. */
  port: number;
  /** Names of the headers that subgraphs are sent too. */
  forwardHeaders: readonly string[];
  /** For each answer of a subgraph, in milliseconds. */
  timeoutMs: number;
  /** Anybody may introspect, and read `/schema.graphql`; otherwise nobody. */
  introspection: boolean;
  /** How often the file is looked at where nothing tells that it changed, in milliseconds. */
  pollEveryMs: number;
  /** What `/metrics` needs; without it they are for this machine only. */
  metricsToken?: string;
  log: Logger;
  metrics?: Metrics;
}

export interface Standalone extends Service {
  /** Where it listens, once it is started: `http://host:port`. */
  readonly url: string;
}

/** Of sockets that nobody signs in on. */
const SOCKET_LIMITS: SocketLimits = {
  perUser: Infinity,
  perTenant: Infinity,
  operations: 500,
  operationsPerSecond: 100,
  frameBytes: 1_048_576,
  initMs: 5_000,
};

/**
 * Any Federation 2 supergraph over HTTP subgraphs, without sign-in. A changed file is taken up without dropping a request.
 * Errors: for a file that can't be read, is no supergraph, or has a subgraph without a URL.
 */
export async function createStandalone(options: StandaloneOptions): Promise<Standalone> {
  const { supergraph: path, host, port, timeoutMs, introspection, pollEveryMs, log } = options;
  const { metrics = createMetrics() } = options;
  const forwardHeaders = options.forwardHeaders.map((name) => name.toLowerCase());
  const connections = createConnections();
  const federationOf = (supergraphSdl: string): Federation =>
    createFederation({
      supergraphSdl,
      subgraphs: (service) => httpSubgraph(service, { dispatcher: connections, timeoutMs }),
      openSchema: introspection,
      log,
      metrics,
    });

  const text = await readFile(path, 'utf8');
  const federation = replaceable(federationOf(text));
  async function takeUp(sdl: string): Promise<void> {
    await federation.replace(federationOf(sdl));
    log.info({ path }, 'the new supergraph is served');
  }

  const listener = createListener({
    federation,
    live: noLive,
    forwardHeaders,
    createCaller: (_, { headers }) => openCaller(headers, forwardHeaders),
    onRevoked: () => () => undefined,
    readiness: [{ name: 'supergraph', check: async () => undefined }],
    routes: [],
    openSchema: introspection,
    graphiql: undefined,
    socketLimits: SOCKET_LIMITS,
    settings: { METRICS_TOKEN: options.metricsToken, HOST: host, PORT: port },
    log,
    metrics,
  });
  const services = serviceGroup('standalone gateway', [
    { name: 'connections', start: async () => undefined, stop: () => connections.close() },
    federation,
    followFile({ path, text, onChange: takeUp, pollEveryMs, log }),
    listener,
  ]);
  return {
    name: services.name,
    start: services.start,
    stop: services.stop,
    get url() {
      return listener.url();
    },
  };
}
