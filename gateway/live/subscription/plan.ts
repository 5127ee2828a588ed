import type { FetchNode } from '@apollo/query-planner';
import { invalid } from '@parley/contracts/errors';
import type { Envelope, LatestEnvelope } from '@parley/contracts/live';
import { codedErrors } from '@parley/runtime/graphql/coded-errors';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { RequestContext } from '@parley/runtime/request';
import {
  Kind,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { CompiledOperation, Outcome } from '../../execution/compiled-operation';
import { copyOf } from '../../execution/copy';
import { conditionsIn, createSelections } from '../../execution/selections';
import type { SubgraphResponse } from '../../execution/source';
import type { Graph } from '../../graph/graph';
import { callerOf, type Caller } from '../../graph/prepared-operation';
import { variablesIn } from '../variables';
import type { ExecutionBatch } from '../view/execution-batches';
import { plainRoot } from './plain-root';

/** A subscription operation, planned: which subgraph owns its field, and how one event becomes one result. */
export interface SubscriptionPlan {
  /** Subgraph that owns the subscription field. */
  service: string;
  /** Its name. */
  field: string;
  /** Whether it has a query that says what to listen to. */
  hasSource: boolean;
  /** The part that is the owner's, as a subscription. */
  primary(variables: Variables, request: RequestContext): Promise<PrimaryOperation>;
  /** Executes the operation for one event: the owning subgraph resolves the primary part from `root`, the plan fetches the rest. */
  execute(root: Envelope | LatestEnvelope, variables: Variables, batch: ExecutionBatch): Promise<Outcome>;
  /** Executes it for one pushed event: that is the primary part, and the plan fetches the rest. */
  complete(pushed: ExecutionResult, variables: Variables, batch: ExecutionBatch): Promise<Outcome>;
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
  /** Errors: VALIDATION_FAILED for a field that is skipped; those of `PreparedOperation.compiled`. */
  plan(document: DocumentNode, operationName: string | undefined, caller: Caller): Promise<SubscriptionPlan>;
}

/** Plans subscriptions on a graph. `subgraphs`: those that resolve events directly, by name. */
export function createSubscriptionPlanner(graph: Graph, subgraphs: ReadonlyMap<string, Subgraph>): SubscriptionPlanner {
  return {
    api: graph.api,
    async plan(document, operationName, caller) {
      const { definition, compiled } = graph.prepare(document, operationName);
      const field = rootFieldOf(graph.api, document, definition);
      // whichever they are, the field is the same subgraph's
      const any = await compiled(Object.fromEntries(conditionsIn(document).map((name) => [name, true])), caller);
      const service = any.primary!.serviceName;
      return {
        service,
        field,
        hasSource: graph.hasHiddenQuery(service, `${field}Source`),
        primary: async (variables, request) => primaryOf(await compiled(variables, callerOf(request)), variables),
        async execute(root, variables, batch) {
          const { request, batches, late } = batch;
          const operation = await compiled(variables, callerOf(request));
          const { operationName: name, variables: used } = primaryOf(operation, variables);
          async function resolveEvent(): Promise<SubgraphResponse> {
            const document = operation.primary!.operationDocumentNode!;
            const owner = subgraphs.get(service)!;
            const result = await owner.execute({ document, variables: used, operationName: name, request, root });
            return { data: result.data, errors: codedErrors(result) };
          }
          async function event(): Promise<SubgraphResponse> {
            const { data, errors } = await batch.once(root, eventKey(operation.primary!, used), resolveEvent);
            // each view adds to it
            return { data: copyOf(data), errors };
          }
          return operation.run({ variables, request, batches, late, event });
        },
        async complete({ data, errors }, variables, { request, batches, late }) {
          const operation = await compiled(variables, callerOf(request));
          const event = async () => ({ data, errors });
          return operation.run({ variables, request, batches, late, event });
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

interface EventShape {
  /** The operation without its name. */
  text: string;
  /** Variables that change the result. Those of the root field's own arguments only choose events. */
  shaping: readonly string[];
}

const shapes = new WeakMap<FetchNode, EventShape>();

/** The same for primary parts that have the same result for an event. */
function eventKey(primary: FetchNode, variables: Readonly<Record<string, unknown>>): string {
  const shape = shapes.get(primary) ?? eventShape(primary);
  shapes.set(primary, shape);
  return shape.text + JSON.stringify(shape.shaping.map((name) => variables[name]));
}

function eventShape({ operation, operationName, operationDocumentNode: document }: FetchNode): EventShape {
  const { definitions } = document!;
  const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const { selectionSet } = plainRoot(document!, operationName);
  return {
    text: operationName ? operation.replace(operationName, '') : operation,
    shaping: [...variablesIn([...(selectionSet ? [selectionSet] : []), ...fragments])].sort(),
  };
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
