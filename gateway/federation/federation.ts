import { Supergraph } from '@apollo/federation-internals';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { ApolloServer, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { KeptAnswers } from '@parley/runtime/idempotency/kept-answers';
import type { Logger } from '@parley/runtime/logger';
import { together } from '@parley/runtime/metrics/bounded';
import { createMetrics, type Metrics } from '@parley/runtime/metrics/metrics';
import type { RequestContext } from '@parley/runtime/request';
import type { Service } from '@parley/runtime/service';
import type { FormattedExecutionResult, GraphQLSchema, OperationTypeNode } from 'graphql';
import { answering, statusOf, type AnswerContext } from './answering';
import { subgraphDataSource } from './data-source';
import { createDocumentStore } from './document-store';
import { createDocuments, type Documents } from './documents';
import { withEntityPaths } from './entity-paths';
import { errorCounter, measuredSource, planCounter } from './federation-metrics';
import { codedError } from './format-error';
import type { ServiceAddress } from './http-subgraph';
import { idempotency } from './idempotency';
import { introspection } from './introspection';
import { withText } from './http-operation';
import { MAX_TOKENS, sizeLimit } from './limits';
import { createPersistedOperations, type PersistedOperations } from './persisted-operations';
import { refuseConditionalRoots } from './subscription-root';

/** What plans and executes over all subgraphs; ready once it is started, but for `execute` and `answer`. */
export interface Federation extends Service {
  /** The graph as clients see it. */
  readonly api: GraphQLSchema;
  /** By subgraph's name, as `executeQueryPlan` of @apollo/gateway takes them; their context is the `RequestContext`. */
  readonly dataSources: Readonly<Record<string, GraphQLDataSource>>;
  readonly documents: Documents;
  readonly persisted: PersistedOperations;
  /** A query or a mutation. The result may be sent as it is; it never rejects for what a client did. */
  execute(operation: Operation): Promise<FormattedExecutionResult>;
  /**
   * An HTTP request in GraphQL's terms. `operation`: what was found in it.
   * Errors: as of `persisted.textOf`.
   */
  answer(
    http: HTTPGraphQLRequest,
    request: Omit<AnswerContext, 'seen'>,
  ): Promise<{ response: HTTPGraphQLResponse; operation: { name?: string; kind?: OperationTypeNode } }>;
}

export interface Operation {
  source: string;
  operationName?: string;
  variables?: Record<string, unknown>;
  request: RequestContext;
}

interface Options {
  supergraphSdl: string;
  /** Those in this process by name, or how each is reached. Errors of the latter: for one that can't be. */
  subgraphs: ReadonlyMap<string, Subgraph> | ((service: ServiceAddress) => GraphQLDataSource);
  /** Anybody may introspect, and errors suggest names. */
  openSchema: boolean;
  /** By SHA-256, all that bots may run. */
  persistedOperations?: ReadonlyMap<string, string>;
  /** Without it idempotency keys mean nothing. */
  keptAnswers?: KeptAnswers;
  log: Logger;
  metrics?: Metrics;
}

// @apollo/gateway sends figures about this machine to Apollo unless it is told not to
process.env.APOLLO_TELEMETRY_DISABLED = 'true';

/** Errors: for a supergraph that is not one, or names a subgraph that is not there. */
export function createFederation(options: Options): Federation {
  const { supergraphSdl, subgraphs, openSchema, persistedOperations, keptAnswers, log } = options;
  const { metrics = createMetrics() } = options;
  const supergraph = Supergraph.build(supergraphSdl);
  const api = supergraph.apiSchema().toGraphQLJSSchema();
  const dataSources = dataSourcesOf(supergraph, { subgraphs, metrics });
  const documentStore = createDocumentStore(metrics);
  const documents = createDocuments(api, { hideSuggestions: !openSchema, metrics });
  const persisted = createPersistedOperations(persistedOperations, metrics);
  const stopReading = together(documentStore.stop, documents.stop, persisted.stop);
  const logger = log.child({ part: 'federation' });
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name }) => dataSources[name]!,
    queryPlannerConfig: { exposeDocumentNodeInFetchNode: true },
    __exposeQueryPlanExperimental: false,
    experimental_didResolveQueryPlan: planCounter(metrics),
    logger,
  });
  const apollo = new ApolloServer<AnswerContext>({
    gateway,
    logger,
    introspection: true,
    // nobody is known by a cookie here, GET changes nothing, and bodies are JSON or refused
    csrfPrevention: false,
    // ours know who asks, and serve sockets too
    persistedQueries: false,
    documentStore,
    hideSchemaDetailsFromClientErrors: !openSchema,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: [sizeLimit],
    formatError: (_, error) => codedError(error),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      answering({ openSchema, countErrors: errorCounter(metrics) }),
      introspection(),
      ...(keptAnswers ? [idempotency(keptAnswers, metrics)] : []),
    ],
  });

  return {
    name: 'federation',
    api,
    dataSources,
    documents,
    persisted,
    async start() {
      try {
        await apollo.start();
      } catch (error) {
        stopReading();
        throw error;
      }
    },
    async stop() {
      await apollo.stop();
      stopReading();
    },
    async execute({ source: query, operationName, variables, request }) {
      const { body } = await apollo.executeOperation(
        { query, operationName, variables },
        { contextValue: { ...request, seen: {} } },
      );
      if (body.kind !== 'single') throw new Error('Nothing here is sent in parts');
      return body.singleResult;
    },
    async answer(http, request) {
      const httpGraphQLRequest = withText(http, (asked) => {
        const text = persisted.textOf(asked, request.principal);
        refuseConditionalRoots(api, documents, text);
        return text;
      });
      const seen: AnswerContext['seen'] = {};
      const context = async () => ({ ...request, seen });
      const response = await apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context });
      const operation = { name: seen.operationName, kind: seen.kind };
      return { response: { ...response, status: statusOf(response, seen) }, operation };
    },
  };
}

function dataSourcesOf(
  supergraph: Supergraph,
  { subgraphs, metrics }: Pick<Options, 'subgraphs'> & { metrics: Metrics },
) {
  const sources: Record<string, GraphQLDataSource> = Object.create(null) as Record<string, GraphQLDataSource>;
  const sourceOf = typeof subgraphs === 'function' ? subgraphs : localSources(subgraphs);
  const roots = new WeakMap<object, Record<string, unknown>[]>();
  for (const service of supergraph.subgraphsMetadata())
    sources[service.name] = measuredSource(withEntityPaths(sourceOf(service), roots), { name: service.name, metrics });
  return sources;
}

const localSources =
  (subgraphs: ReadonlyMap<string, Subgraph>) =>
  ({ name }: ServiceAddress): GraphQLDataSource => {
    const subgraph = subgraphs.get(name);
    if (!subgraph) throw new Error(`The supergraph asks for a subgraph that is not here: ${name}`);
    return subgraphDataSource(subgraph);
  };
