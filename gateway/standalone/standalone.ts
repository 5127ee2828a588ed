import { readFile } from 'node:fs/promises';
import { inProcessBus } from '@parley/ports/bus/in-process';
import { createConnections } from '@parley/runtime/graphql/graphql-over-http';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { serviceGroup, type Service } from '@parley/runtime/service';
import { httpSubgraph } from '../federation/http-subgraph';
import { createGateway } from '../gateway';
import { OPERATION_LIMITS, type OperationLimits } from '../graph/cost/cost-limit';
import type { Graph } from '../graph/graph';
import { createLive, type LiveLimits } from '../live/create-live';
import type { Live } from '../live/live';
import { createUpstreams } from '../live/upstream/upstreams';
import type { SocketLimits } from '../socket/server';
import { checkAddresses, subscriptionAddresses } from './subscription-addresses';
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
  /** Where subgraphs push the events of their subscriptions, by name, where that is not their routing URL. */
  subscriptions: ReadonlyMap<string, string>;
  /** How long a subgraph that pushes may be gone before its subscribers are told, in milliseconds. */
  reconnectMs: number;
  /** Anybody may introspect, and read `/schema.graphql`; otherwise nobody. */
  introspection: boolean;
  /** What operations may cost and take. Those that are missing are those of `STANDALONE_LIMITS`. */
  limits?: Partial<OperationLimits>;
  /** How often the file is looked at where nothing tells that it changed, in milliseconds. */
  pollEveryMs: number;
  /** What `/metrics` needs; without it they are for this machine only. */
  metricsToken?: string;
  logger: Logger;
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
  framesPerSecond: 500,
  bytesPerSecond: 1_048_576,
  frameBytes: 1_048_576,
  initMs: 5_000,
};
/** Frames are kept for those who are a little behind, for as long as a connection may take nothing. */
const LIMITS: LiveLimits = {
  frameBytes: 67_108_864,
  frameMs: 30_000,
  stuckMs: 30_000,
  executionMs: 10_000,
  bytesPerSecond: 16_777_216,
  viewsPerUser: 10_000,
  topicsPerConnection: Infinity,
  topicsPerUser: Infinity,
};
/** Of graphs that may say nothing of the sizes of their lists. */
export const STANDALONE_LIMITS: OperationLimits = {
  ...OPERATION_LIMITS,
  maxCost: 1_000_000,
  defaultListSize: 10,
  maxResponseBytes: 67_108_864,
  maxMutations: 100,
};
/** A connection to a subgraph is kept for as long when nobody subscribes any more. */
const IDLE_MS = 10_000;

/**
 * Any Federation 2 supergraph over HTTP subgraphs, without sign-in. A changed file is taken up without dropping a request.
 * Errors: for a file that can't be read, is no supergraph, or has a subgraph without a URL.
 */
export async function createStandalone(options: StandaloneOptions): Promise<Standalone> {
  const { supergraph: path, host, port, timeoutMs, subscriptions, introspection, pollEveryMs, logger } = options;
  const { metrics = createMetrics() } = options;
  const limits = { ...STANDALONE_LIMITS, ...options.limits };
  const forwardHeaders = options.forwardHeaders.map((name) => name.toLowerCase());
  const connections = createConnections();
  const text = await readFile(path, 'utf8');
  const addressesIn = (sdl: string) => subscriptionAddresses(sdl, subscriptions);
  const createStandaloneLive = (graph: Graph): Live =>
    createLive({
      graph,
      subgraphs: new Map(),
      upstreams: createUpstreams({
        addressOf: (service) => addresses.get(service),
        timeoutMs,
        patienceMs: options.reconnectMs,
        idleMs: IDLE_MS,
        logger,
      }),
      bus: inProcessBus(),
      logger,
      metrics,
      limits: LIMITS,
    });
  const gateway = inFile(path, () =>
    createGateway({
      supergraphSdl: text,
      subgraphs: (service) => httpSubgraph(service, { dispatcher: connections, timeoutMs }),
      createLive: createStandaloneLive,
      onReplaced: (sdl) => (addresses = addressesIn(sdl)),
      limits,
      forwardHeaders,
      exactNumbers: true,
      readiness: [{ name: 'supergraph', check: async () => undefined }],
      routes: [],
      openSchema: introspection,
      socketLimits: SOCKET_LIMITS,
      settings: { METRICS_TOKEN: options.metricsToken, HOST: host, PORT: port },
      logger,
      metrics,
    }),
  );
  checkAddresses(text, subscriptions);
  let addresses = addressesIn(text);
  async function takeUp(sdl: string): Promise<void> {
    await gateway.replace(sdl);
    logger.info({ path }, 'the new supergraph is served');
  }

  const services = serviceGroup('standalone gateway', [
    { name: 'connections', start: async () => undefined, stop: () => connections.close() },
    gateway,
    followFile({ path, text, onChange: takeUp, pollEveryMs, logger }),
  ]);
  return {
    name: services.name,
    start: services.start,
    stop: services.stop,
    get url() {
      return gateway.url;
    },
  };
}

/** Says which file it is that can't be served. */
function inFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}
