import { getOperationAST, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { Charged, Limiter } from '../connection/limits/limiter';
import type { CostedOperation } from '../graph/cost/cost-limit';
import type { Graph } from '../graph/graph';
import { conditionsIn } from '../execution/selections';
import { rootFields } from './root-fields';

/** Which operations may be executed: by their cost, and by what their caller has taken so far. */
export interface Admission {
  /** Charges an operation of this cost. Undefined if it has done so at once. Errors: RATE_LIMITED. */
  charge(operation: CostedOperation, cost: number, to: Charged): Promise<void> | undefined;
}

/** HTTP, sockets, streams and subscriptions all charge operations here. */
export function createAdmission(graph: Pick<Graph, 'api'>, limiter: Limiter): Admission {
  const unconditional = new WeakMap<OperationDefinitionNode, readonly string[]>();

  function fieldsOf({ document, operationName, variables }: CostedOperation): readonly string[] {
    const operation = getOperationAST(document, operationName);
    if (!operation) return [];
    const known = unconditional.get(operation);
    if (known) return known;
    const parent = graph.api.getRootType(operation.operation)?.name ?? '';
    const selected = rootFields(graph.api, { document, operation, variables });
    const fields = [...(selected?.values() ?? [])].map(([field]) => `${parent}.${field!.name.value}`);
    if (selected && isUnconditional(document)) unconditional.set(operation, fields);
    return fields;
  }

  return {
    charge: (operation, cost, to) => limiter.charge(to, { cost, fields: fieldsOf(operation) }),
  };
}

const isUnconditional = (document: DocumentNode): boolean => conditionsIn(document).length === 0;
