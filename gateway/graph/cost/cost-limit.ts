import { ParleyError } from '@parley/contracts/errors';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { getOperationAST, OperationTypeNode, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { Variables } from './amount';
import { createCostModel } from './cost-model';
import { compileCost } from './operation-cost';
import { rootProblem, type RootLimits } from './root-limit';

/** What operations may cost and take. */
export interface OperationLimits {
  /** Of one operation. One event of a subscription may cost `EVENT_SHARE` of it. */
  readonly maxCost: number;
  /** Of a list that has no `@listSize`. */
  readonly defaultListSize: number;
  /** Of the result of one operation, or of one event. */
  readonly maxResponseBytes: number;
  /** For one operation altogether, and for each of its fetches, in milliseconds. */
  readonly deadlineMs: number;
  /** To plan one operation, once its turn has come, in milliseconds. */
  readonly planningMs: number;
  /** Of all that is prepared, estimated. */
  readonly cacheBytes: number;
  /** Root fields of one mutation. */
  readonly maxMutations: number;
}

export const OPERATION_LIMITS: OperationLimits = {
  maxCost: 400_000,
  defaultListSize: 10,
  maxResponseBytes: 8_388_608,
  deadlineMs: 60_000,
  planningMs: 5_000,
  cacheBytes: 67_108_864,
  maxMutations: 10,
};

/** An event is executed for each of its views, and again for each replay. */
const EVENT_SHARE = 0.1;

const BUCKETS = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 1_000_000];

export interface CostedOperation {
  document: DocumentNode;
  operationName?: string;
  variables: Variables;
}

interface Options {
  api: GraphQLSchema;
  limits: OperationLimits;
  /** Fields of which an operation may have one. */
  once: RootLimits['once'];
  metrics: Metrics;
}

interface CostLimit {
  /** The cost, if `admit` would return it. */
  admissibleCost(operation: CostedOperation): number | undefined;
  /**
   * Returns the cost, and observes it. Errors: QUERY_TOO_COMPLEX, with `cost` and `limit`, or for a mutation with too many root
   * fields with `fields` and `limit`.
   */
  admit(operation: CostedOperation): number;
}

/** Costs are compiled once for each operation of a document. */
export function createCostLimit(
  supergraphSdl: string,
  { api, limits: { maxCost, defaultListSize, maxMutations }, once, metrics }: Options,
): CostLimit {
  const model = createCostModel(supergraphSdl, { api, defaultListSize });
  const compiled = new WeakMap<DocumentNode, Map<string, Compiled>>();
  const costs = metrics.histogram({
    name: 'parley_graphql_cost_items',
    help: 'Costs of operations as computed before they are planned; outcome: admitted, or refused over MAX_OPERATION_COST or for too many root fields',
    labels: ['outcome'],
    buckets: BUCKETS,
  });

  function costOf({
    document,
    operationName = '',
    variables,
  }: CostedOperation): Omit<Compiled, 'costOf'> & { cost: number } {
    const known = compiled.get(document) ?? new Map<string, Compiled>();
    compiled.set(document, known);
    const { costOf, ...more } = known.get(operationName) ?? compile(document, operationName);
    known.set(operationName, { costOf, ...more });
    return { cost: costOf(variables), ...more };
  }

  function compile(document: DocumentNode, operationName: string): Compiled {
    const operation = getOperationAST(document, operationName || undefined);
    if (!operation) return { costOf: () => 0, limit: maxCost };
    const limit = operation.operation === OperationTypeNode.SUBSCRIPTION ? maxCost * EVENT_SHARE : maxCost;
    const parent = api.getRootType(operation.operation)?.name ?? '';
    const problem = rootProblem({ document, operation, parent }, { once, maxMutations });
    return { costOf: compileCost(model, document, operation), limit, problem };
  }

  return {
    admissibleCost(operation) {
      const { cost, limit, problem } = costOf(operation);
      return !problem && cost <= limit ? cost : undefined;
    },
    admit(operation) {
      const { cost, limit, problem } = costOf(operation);
      costs.observe(cost, { outcome: !problem && cost <= limit ? 'admitted' : 'refused' });
      if (problem) throw problem;
      if (cost <= limit) return cost;
      const message = `The operation may cost ${cost}; ${limit} are allowed. Ask for shorter lists, or for fewer lists in lists`;
      throw new ParleyError('QUERY_TOO_COMPLEX', message, { details: { cost, limit, http: { status: 400 } } });
    },
  };
}

interface Compiled {
  readonly costOf: (variables: Variables) => number;
  readonly limit: number;
  /** Why its root can't be executed, whatever it costs. */
  readonly problem?: Error;
}
