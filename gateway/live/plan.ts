import type { GraphQLDataSource } from '@apollo/gateway';
import { executeQueryPlan, type ServiceMap } from '@apollo/gateway/dist/executeQueryPlan';
import { buildOperationContext } from '@apollo/gateway/dist/operationContext';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type FetchNode, type QueryPlan } from '@apollo/query-planner';
import { invalid } from '@parley/contracts/errors';
import type { Envelope, LatestEnvelope } from '@parley/contracts/live';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { RequestContext } from '@parley/runtime/request';
import {
  Kind,
  parse,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { subgraphDataSource } from '../federation/data-source';
import { withEntityPaths } from '../federation/entity-paths';

type Process = ServiceMap[string]['process'];

/** A subscription operation, planned: which subgraph owns its field, and how one event becomes one result. */
export interface SubscriptionPlan {
  /** Subgraph that owns the subscription field. */
  service: string;
  /** Its name. */
  field: string;
  /** Whether it has a query that says what to listen to. */
  hasSource: boolean;
  /** The part that is the owner's, as a subscription. */
  primary: PrimaryOperation;
  /** Answers the operation once: the primary part by the owning subgraph from `root`, the rest by the query plan. */
  execute(
    root: Envelope | LatestEnvelope,
    variables: Record<string, unknown>,
    request: RequestContext,
  ): Promise<ExecutionResult>;
  /** Answers it once: the primary part with what the owner pushed, the rest by the query plan. */
  complete(
    pushed: ExecutionResult,
    variables: Record<string, unknown>,
    request: RequestContext,
  ): Promise<ExecutionResult>;
}

interface PrimaryOperation {
  query: string;
  operationName?: string;
  /** Variables that it uses. */
  variables: readonly string[];
}

export interface SubscriptionPlanner {
  readonly api: GraphQLSchema;
  /** Errors: VALIDATION_FAILED for a field that is skipped. */
  plan(document: DocumentNode, operationName?: string): SubscriptionPlan;
}

interface Services {
  /** Those that are asked directly, by name. */
  subgraphs: ReadonlyMap<string, Subgraph>;
  /** What the rest of plans is fetched from, where that is not all of `subgraphs`. */
  dataSources?: Readonly<Record<string, GraphQLDataSource>>;
}

/**
 * Plans subscriptions on @apollo/gateway's planner and executor, which throw on them: the plan's
 * `Subscription { primary, rest }` becomes `Sequence [primary, rest]`, and the primary fetch is answered from the event.
 * These are internals of a pinned version; nothing else of Parley touches them.
 */
export function createSubscriptionPlanner(supergraphSdl: string, services: Services): SubscriptionPlanner {
  const supergraph = Supergraph.build(supergraphSdl);
  const planner = new QueryPlanner(supergraph);
  const apiSchema = supergraph.apiSchema();
  const api = apiSchema.toGraphQLJSSchema();
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  const roots = new WeakMap<object, Record<string, unknown>[]>();
  const dataSources: ServiceMap = Object.fromEntries(
    sourcesOf(services).map(([name, source]) => [name, withEntityPaths(source, roots)]),
  );

  /** Whether a subgraph has a query that says what to listen to. Clients don't see it. */
  function hasSource({ serviceName }: FetchNode, subscription: string): boolean {
    const field = `${subscription}Source`;
    const own = supergraph.subgraphs().get(serviceName)?.schema.schemaDefinition.rootType('query');
    return own?.field(field) !== undefined && !api.getQueryType()!.getFields()[field];
  }

  return {
    api,
    plan(document, operationName) {
      const operation = buildOperationContext({ schema: api, operationDocument: document, operationName });
      const { node } = planner.buildQueryPlan(operationFromDocument(apiSchema, document, { operationName }));
      if (node?.kind !== 'Subscription')
        throw invalid({ field: 'query', problem: 'the field of a subscription is always selected' });
      const { primary, rest } = node;
      const plan: QueryPlan = {
        kind: 'QueryPlan',
        node: rest ? { kind: 'Sequence', nodes: [primary, rest] } : primary,
      };
      const primaryDocument = parse(primary.operation, { noLocation: true });
      const field = rootFieldOf(primaryDocument);

      function executeWith(
        answer: Process,
        variables: Record<string, unknown>,
        request: RequestContext,
      ): Promise<ExecutionResult> {
        const owner = dataSources[primary.serviceName]!;
        const answering = withEntityPaths({ process: answer }, roots);
        const process: Process = (options) =>
          options.request.query === primary.operation ? answering.process(options) : owner.process(options);
        const context = {
          logger: request.log,
          request: { query: '', variables },
          context: request,
          metrics: {},
          schema: api,
        };
        return executeQueryPlan(
          plan,
          { ...dataSources, [primary.serviceName]: { process } },
          context as never,
          operation,
          supergraphSchema,
          apiSchema,
        ) as Promise<ExecutionResult>;
      }

      return {
        service: primary.serviceName,
        field,
        hasSource: hasSource(primary, field),
        primary: {
          query: primary.operation,
          operationName: primary.operationName,
          variables: primary.variableUsages ?? [],
        },
        execute(root, variables, request) {
          const owner = services.subgraphs.get(primary.serviceName)!;
          const answer: Process = ({ request: asked }) =>
            owner.execute({ document: primaryDocument, variables: asked.variables, request, root });
          return executeWith(answer, variables, request);
        },
        complete: (pushed, variables, request) => executeWith(async () => ({ ...pushed }), variables, request),
      };
    },
  };
}

const sourcesOf = ({ subgraphs, dataSources }: Services): [string, GraphQLDataSource][] =>
  dataSources
    ? Object.entries(dataSources)
    : Array.from(subgraphs, ([name, subgraph]) => [name, subgraphDataSource(subgraph)]);

/** The planner unfolds fragments at the root. */
function rootFieldOf({ definitions }: DocumentNode): string {
  const operation = definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
  return (operation.selectionSet.selections[0] as FieldNode).name.value;
}
