import { ApolloServer, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { IdempotencyStore } from '@parley/ports/idempotency/idempotency-store';
import type { Logger } from '@parley/runtime/logger';
import { callAll } from '@parley/runtime/call-all';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { OPERATION_LIMITS, type OperationLimits } from '../graph/cost/cost-limit';
import type { RequestContext } from '@parley/runtime/request';
import type { Service } from '@parley/runtime/service';
import type { FormattedExecutionResult, GraphQLSchema, OperationTypeNode } from 'graphql';
import type { FetchSource } from '../execution/source';
import { toJson } from '../execution/lossless';
import { UNLIMITED, type Limiter } from '../connection/limits/limiter';
import { NO_SLOWDOWN, type Slowdown } from '../connection/slowdown';
import { createGraph, type Graph } from '../graph/graph';
import { warmUp } from '../graph/warm-up';
import { createAdmission } from './admission';
import { apolloPlugin, statusOf, type OperationContext } from './apollo-plugin';
import type { BotOperations } from './bot-operations';
import { boundedSource } from './bounded-source';
import { circuitBreaker } from './circuit-breaker';
import { apolloGateway } from './apollo-gateway';
import { errorCounter, measuredSource } from './federation-metrics';
import { codedError } from './format-error';
import type { ServiceAddress } from './http-subgraph';
import { idempotency } from './idempotency';
import { introspection } from './introspection';
import { exactVariablesIn, namesHash, withoutHash, withText } from './http-operation';
import { subgraphSource } from './local-source';
import { preparedResponses } from './prepared-response';
import { createPersistedOperations, type PersistedOperations } from './persisted-operations';

/** What plans and executes over all subgraphs; ready once it is started, but for `execute` and `respond`. */
export interface Federation extends Service {
  /** The graph as clients see it. */
  readonly api: GraphQLSchema;
  /** What operations are prepared and executed on. */
  readonly graph: Graph;
  readonly persisted: PersistedOperations;
  /** A query or a mutation. The result may be sent as it is; it never rejects for what a client did. */
  execute(operation: Operation): Promise<FormattedExecutionResult>;
  /**
   * An HTTP request in GraphQL's terms. `operation`: what was found in it.
   * Errors: as of `persisted.textOf`.
   */
  respond(
    http: HTTPGraphQLRequest,
    request: Omit<OperationContext, 'seen'>,
  ): Promise<{ response: HTTPGraphQLResponse; operation: FoundOperation }>;
}

/** The operation of a request. */
export interface FoundOperation {
  name?: string;
  kind?: OperationTypeNode;
  /** The client may cache the response: it is of a query by its hash, with GET, and has no errors. */
  isCacheable?: boolean;
}

export interface Operation {
  source: string;
  operationName?: string;
  variables?: Record<string, unknown>;
  /** Those of the request. */
  extensions?: Record<string, unknown>;
  request: RequestContext;
}

/** Those in this process by name, or how each is reached. Errors of the latter: for one that can't be. */
export type SubgraphsOf = ReadonlyMap<string, Subgraph> | ((service: ServiceAddress) => FetchSource);

interface Options {
  supergraphSdl: string;
  subgraphs: SubgraphsOf;
  /** Anybody may introspect, and errors suggest names. */
  openSchema: boolean;
  /** Callers who are not signed in get only the root fields that subgraphs tag `open`. */
  requiresSignIn?: boolean;
  /** By SHA-256, all operations that bots without a key may run. */
  persistedOperations?: ReadonlyMap<string, string>;
  /** Operations that bots with a key may run; without it none. */
  botOperations?: BotOperations;
  /** Without it nobody is slowed down. */
  slowdown?: Slowdown;
  /** Without it idempotency keys are ignored. */
  idempotencyStore?: IdempotencyStore;
  /** Numbers in variables of a GET keep all their digits. */
  exactNumbers?: boolean;
  /** Those that are missing are those of `OPERATION_LIMITS`. */
  limits?: Partial<OperationLimits>;
  /** What operations are charged to; without it nothing is. */
  limiter?: Limiter;
  logger: Logger;
  metrics?: Metrics;
}

/** Errors: for a supergraph that is not one, or names a subgraph that is not there. */
export function createFederation(options: Options): Federation {
  const { supergraphSdl, subgraphs, openSchema, requiresSignIn, persistedOperations, idempotencyStore, limits } =
    options;
  const { slowdown = NO_SLOWDOWN, metrics = createMetrics() } = options;
  const { deadlineMs } = { ...OPERATION_LIMITS, ...limits };
  const { sourceOf, stop: stopSources } = sources(subgraphs, { deadlineMs, metrics });
  const graph = createGraph({ supergraphSdl, sourceOf, hideSuggestions: !openSchema, requiresSignIn, limits, metrics });
  const persisted = createPersistedOperations(persistedOperations, metrics, options.botOperations);
  const admission = createAdmission(graph, options.limiter ?? UNLIMITED);
  const preparedResponse = preparedResponses({ graph, admission, slowdown, metrics });
  const stopping = new AbortController();
  let warmingUp: Promise<void> | undefined;
  const logger = options.logger.child({ part: 'federation' });
  const apollo = new ApolloServer<OperationContext>({
    gateway: apolloGateway({ graph, logger }),
    logger,
    stringifyResult: (result) => `${toJson(result)}\n`,
    introspection: true,
    // nobody is known by a cookie here, GET changes nothing, and bodies are JSON or refused
    csrfPrevention: false,
    // ours know the principal, and serve sockets too
    persistedQueries: false,
    documentStore: null,
    hideSchemaDetailsFromClientErrors: !openSchema,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: (_, error) => codedError(error),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      apolloPlugin({ graph, admission, slowdown, openSchema, countErrors: errorCounter(metrics) }),
      introspection(graph),
      ...(idempotencyStore ? [idempotency(idempotencyStore, metrics)] : []),
    ],
  });

  async function stop(): Promise<void> {
    stopping.abort();
    await graph.stop();
    await warmingUp;
    callAll(stopSources, preparedResponse.stop, persisted.stop)();
  }

  return {
    name: 'federation',
    api: graph.api,
    graph,
    persisted,
    async start() {
      try {
        await apollo.start();
      } catch (error) {
        await stop();
        throw error;
      }
      const texts = persistedOperations?.values() ?? [];
      warmingUp = warmUp({ graph, texts, signal: stopping.signal, logger });
    },
    async stop() {
      await apollo.stop();
      await stop();
    },
    async execute({ source: query, operationName, variables, extensions, request }) {
      const { body } = await apollo.executeOperation(
        { query, operationName, variables, extensions: extensions && withoutHash(extensions) },
        { contextValue: { ...request, seen: {} } },
      );
      if (body.kind !== 'single') throw new Error('Nothing here is sent in parts');
      return body.singleResult;
    },
    async respond(http, request) {
      await persisted.ready(request.principal);
      const httpGraphQLRequest = withText(http, (operation) => persisted.textOf(operation, request));
      const prepared = await preparedResponse.respond(httpGraphQLRequest, request);
      if (prepared && 'response' in prepared) return prepared;
      const seen: OperationContext['seen'] = {};
      const exact = options.exactNumbers ? { exactVariables: exactVariablesIn(httpGraphQLRequest) } : {};
      const context = async () => ({ ...request, ...prepared, ...exact, seen });
      const response = await apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context });
      preparedResponse.learn(httpGraphQLRequest, response);
      const status = statusOf(response, seen);
      const isCacheable = namesHash(http) && seen.kind === 'query' && status === 200 && !seen.failed;
      const operation = { name: seen.operationName, kind: seen.kind, isCacheable };
      return { response: { ...response, status }, operation };
    },
  };
}

/** Fetches of one subgraph at once: as many as it has connections where it is reached over HTTP. */
const CONCURRENCY = 128;
const MAX_WAITING = 4_096;

/** When fetches from a subgraph that does not respond are refused, and for how long. */
const CIRCUIT = { failuresInARow: 10, pauseMs: 1_000, maxPauseMs: 30_000 };

function sources(subgraphs: SubgraphsOf, { deadlineMs, metrics }: { deadlineMs: number; metrics: Metrics }) {
  const sourceOf = typeof subgraphs === 'function' ? subgraphs : localSources(subgraphs);
  const stops: (() => void)[] = [];
  return {
    sourceOf(service: ServiceAddress): FetchSource {
      const { name } = service;
      const breaker = circuitBreaker(sourceOf(service), { ...CIRCUIT, name, metrics });
      const bounds = { name, concurrency: CONCURRENCY, waiting: MAX_WAITING, deadlineMs, metrics };
      const bounded = boundedSource(breaker, bounds);
      stops.push(bounded.stop, breaker.stop);
      return measuredSource(bounded, { name, metrics });
    },
    stop: () => callAll(...stops)(),
  };
}

const localSources =
  (subgraphs: ReadonlyMap<string, Subgraph>) =>
  ({ name }: ServiceAddress): FetchSource => {
    const subgraph = subgraphs.get(name);
    if (!subgraph) throw new Error(`The supergraph names a subgraph that is not here: ${name}`);
    return subgraphSource(subgraph);
  };
