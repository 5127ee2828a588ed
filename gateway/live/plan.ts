import { executeQueryPlan, type ServiceMap } from '@apollo/gateway/dist/executeQueryPlan';
import { buildOperationContext } from '@apollo/gateway/dist/operationContext';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import type { Envelope, LatestEnvelope } from '@parley/contracts/live';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { RequestContext } from '@parley/runtime/request';
import { parse, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { subgraphDataSource } from '../federation/data-source';

type Process = ServiceMap[string]['process'];

/** A subscription operation, planned: which subgraph owns its field, and how one event becomes one result. */
export interface SubscriptionPlan {
  /** Subgraph that owns the subscription field. */
  service: string;
  /** Answers the operation once: the primary part by the owning subgraph from `root`, the rest by the query plan. */
  execute(
    root: Envelope | LatestEnvelope,
    variables: Record<string, unknown>,
    request: RequestContext,
  ): Promise<ExecutionResult>;
}

export interface SubscriptionPlanner {
  readonly api: GraphQLSchema;
  plan(document: DocumentNode, operationName?: string): SubscriptionPlan;
}

/**
 * Plans subscriptions on @apollo/gateway's planner and executor, which throw on them: the plan's
 * `Subscription { primary, rest }` becomes `Sequence [primary, rest]`, and the primary fetch is answered from the event.
 * These are internals of a pinned version; nothing else of Parley touches them.
 */
export function createSubscriptionPlanner(
  supergraphSdl: string,
  subgraphs: ReadonlyMap<string, Subgraph>,
): SubscriptionPlanner {
  const supergraph = Supergraph.build(supergraphSdl);
  const planner = new QueryPlanner(supergraph);
  const apiSchema = supergraph.apiSchema();
  const api = apiSchema.toGraphQLJSSchema();
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  const dataSources: ServiceMap = Object.fromEntries(
    Array.from(subgraphs, ([name, subgraph]) => [name, subgraphDataSource(subgraph)]),
  );

  return {
    api,
    plan(document, operationName) {
      const operation = buildOperationContext({ schema: api, operationDocument: document, operationName });
      const { node } = planner.buildQueryPlan(operationFromDocument(apiSchema, document, { operationName }));
      if (node?.kind !== 'Subscription') throw new Error('not a subscription');
      const { primary, rest } = node;
      const plan: QueryPlan = {
        kind: 'QueryPlan',
        node: rest ? { kind: 'Sequence', nodes: [primary, rest] } : primary,
      };
      const owner = subgraphs.get(primary.serviceName)!;
      const primaryDocument = parse(primary.operation, { noLocation: true });
      return {
        service: primary.serviceName,
        execute(root, variables, request) {
          const answerPrimary: Process = async (options) =>
            options.request.query === primary.operation
              ? await owner.execute({
                  document: primaryDocument,
                  variables: options.request.variables,
                  request,
                  root,
                })
              : dataSources[primary.serviceName]!.process(options);
          const services = { ...dataSources, [primary.serviceName]: { process: answerPrimary } };
          const context = {
            logger: request.log,
            request: { query: '', variables },
            context: request,
            metrics: {},
            schema: api,
          };
          return executeQueryPlan(
            plan,
            services,
            context as never,
            operation,
            supergraphSchema,
            apiSchema,
          ) as Promise<ExecutionResult>;
        },
      };
    },
  };
}
