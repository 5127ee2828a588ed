import { ParleyError } from '@parley/contracts/errors';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { getOperationAST, OperationTypeNode, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { Variables } from './amount';
import { createCostModel } from './cost-model';
import { compileCost } from './operation-cost';

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
}

export const OPERATION_LIMITS: OperationLimits = {
  maxCost: 400_000,
  defaultListSize: 10,
  maxResponseBytes: 8_388_608,
  deadlineMs: 60_000,
  planningMs: 5_000,
  cacheBytes: 67_108_864,
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
  metrics: Metrics;
}

interface CostLimit {
  isAdmitted(operation: CostedOperation): boolean;
  /** Returns the cost, and observes it. Errors: QUERY_TOO_COMPLEX, with `cost` and `limit`. */
  admit(operation: CostedOperation): number;
}

/** Costs are compiled once for each operation of a document. */
export function createCostLimit(
  supergraphSdl: string,
  { api, limits: { maxCost, defaultListSize }, metrics }: Options,
): CostLimit {
  const model = createCostModel(supergraphSdl, { api, defaultListSize });
  const compiled = new WeakMap<DocumentNode, Map<string, Compiled>>();
  const costs = metrics.histogram({
    name: 'parley_graphql_cost_items',
    help: 'Costs of operations as computed before they are planned; outcome: admitted, or refused over MAX_OPERATION_COST',
    labels: ['outcome'],
    buckets: BUCKETS,
  });

  function costOf({ document, operationName = '', variables }: CostedOperation): { cost: number; limit: number } {
    const known = compiled.get(document) ?? new Map<string, Compiled>();
    compiled.set(document, known);
    const { costOf, limit } = known.get(operationName) ?? compile(document, operationName);
    known.set(operationName, { costOf, limit });
    return { cost: costOf(variables), limit };
  }

  function compile(document: DocumentNode, operationName: string): Compiled {
    const operation = getOperationAST(document, operationName || undefined);
    if (!operation) return { costOf: () => 0, limit: maxCost };
    const limit = operation.operation === OperationTypeNode.SUBSCRIPTION ? maxCost * EVENT_SHARE : maxCost;
    return { costOf: compileCost(model, document, operation), limit };
  }

  return {
    isAdmitted(operation) {
      const { cost, limit } = costOf(operation);
      return cost <= limit;
    },
    admit(operation) {
      const { cost, limit } = costOf(operation);
      costs.observe(cost, { outcome: cost <= limit ? 'admitted' : 'refused' });
      if (cost <= limit) return cost;
      const message = `The operation may cost ${cost}; ${limit} are allowed. Ask for shorter lists, or for fewer lists in lists`;
      throw new ParleyError('QUERY_TOO_COMPLEX', message, { details: { cost, limit, http: { status: 400 } } });
    },
  };
}

interface Compiled {
  readonly costOf: (variables: Variables) => number;
  readonly limit: number;
}
