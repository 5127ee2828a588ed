import { invalid } from '@parley/contracts/errors';
import type { Envelope, LatestEnvelope } from '@parley/contracts/live';
import { codedErrors } from '@parley/runtime/graphql/coded-errors';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { RequestContext } from '@parley/runtime/request';
import { type DocumentNode, type ExecutionResult, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { CompiledOperation } from '../../execution/compiled-operation';
import { conditionsIn, createSelections } from '../../execution/selections';
import type { Graph } from '../../graph/graph';

/** A subscription operation, planned: which subgraph owns its field, and how one event becomes one result. */
export interface SubscriptionPlan {
  /** Subgraph that owns the subscription field. */
  service: string;
  /** Its name. */
  field: string;
  /** Whether it has a query that says what to listen to. */
  hasSource: boolean;
  /** The part that is the owner's, as a subscription. */
  primary(variables: Variables): PrimaryOperation;
  /** Executes the operation for one event: the owning subgraph resolves the primary part from `root`, the plan fetches the rest. */
  execute(root: Envelope | LatestEnvelope, variables: Variables, request: RequestContext): Promise<ExecutionResult>;
  /** Executes it for one pushed event: that is the primary part, and the plan fetches the rest. */
  complete(pushed: ExecutionResult, variables: Variables, request: RequestContext): Promise<ExecutionResult>;
}

/** Coerced, by the client's names. */
type Variables = Readonly<Record<string, unknown>>;

interface PrimaryOperation {
  query: string;
  operationName?: string;
  /** Of the variables, those that it uses, by the names that they have in it. */
  variables: Record<string, unknown>;
}

export interface SubscriptionPlanner {
  readonly api: GraphQLSchema;
  /** Errors: VALIDATION_FAILED for a field that is skipped. */
  plan(document: DocumentNode, operationName?: string): SubscriptionPlan;
}

/** Plans subscriptions on a graph. `subgraphs`: those that resolve events directly, by name. */
export function createSubscriptionPlanner(graph: Graph, subgraphs: ReadonlyMap<string, Subgraph>): SubscriptionPlanner {
  return {
    api: graph.api,
    plan(document, operationName) {
      const { definition, compiled } = graph.prepare(document, operationName);
      const field = rootFieldOf(graph.api, document, definition);
      // whichever they are, the field is the same subgraph's
      const any = compiled(Object.fromEntries(conditionsIn(document).map((name) => [name, true])));
      const service = any.primary!.serviceName;
      return {
        service,
        field,
        hasSource: graph.hasHiddenQuery(service, `${field}Source`),
        primary: (variables) => primaryOf(compiled(variables), variables),
        execute(root, variables, request) {
          const operation = compiled(variables);
          const { operationName: name, variables: used } = primaryOf(operation, variables);
          async function event() {
            const document = operation.primary!.operationDocumentNode!;
            const owner = subgraphs.get(service)!;
            const result = await owner.execute({ document, variables: used, operationName: name, request, root });
            return { data: result.data, errors: codedErrors(result) };
          }
          return operation.execute({ variables, request, event });
        },
        async complete({ data, errors }, variables, request) {
          return compiled(variables).execute({ variables, request, event: async () => ({ data, errors }) });
        },
      };
    },
  };
}

function primaryOf({ primary, variables: names }: CompiledOperation, variables: Variables): PrimaryOperation {
  const { operation: query, operationName, variableUsages = [] } = primary!;
  const used = variableUsages
    .map((inside) => [inside, variables[names.get(inside)!]] as const)
    .filter(([, value]) => value !== undefined);
  return { query, operationName, variables: Object.fromEntries(used) };
}

/** Errors: VALIDATION_FAILED where it depends on a condition whether it is selected. */
function rootFieldOf(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): string {
  const refusal = invalid({ field: 'query', problem: 'the field of a subscription is always selected' });
  try {
    const root = schema.getSubscriptionType()!;
    const selections = createSelections({ schema, document, operation }, {});
    const [[node] = []] = selections.fieldsOf(root, [operation.selectionSet]).values();
    if (node) return node.name.value;
  } catch {
    throw refusal;
  }
  throw refusal;
}
