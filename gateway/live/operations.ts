import { invalid } from '@parley/contracts/errors';
import { getOperationAST, Kind, print, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { SubscriptionPlan, SubscriptionPlanner } from './plan';
import { variablesIn } from './variables';
import { needsViewer } from './viewer-fields';

/** An operation, prepared once for everybody who subscribes with the same text. */
export interface PreparedOperation {
  plan: SubscriptionPlan;
  definition: OperationDefinitionNode;
  /** The operation's text, normalized. */
  text: string;
  /** Variables that change what an event looks like; the others only say what to listen to. */
  shaping: readonly string[];
  /** Whether what it selects depends on who looks. */
  personal: boolean;
}

export interface Operations {
  /** Errors: VALIDATION_FAILED for a subscription that does not plainly select one field. */
  prepare(document: DocumentNode, operationName?: string): PreparedOperation;
}

const KEPT = 1_000;

export function createOperations(planner: SubscriptionPlanner, personalFields: ReadonlySet<string>): Operations {
  const prepared = new LRUCache<string, PreparedOperation>({ max: KEPT });

  function make(document: DocumentNode, operationName: string | undefined, text: string): PreparedOperation {
    const definition = getOperationAST(document, operationName)!;
    const [field, ...others] = definition.selectionSet.selections;
    if (field?.kind !== Kind.FIELD || others.length > 0)
      throw invalid({ field: 'query', problem: 'a subscription selects one field, and not through a fragment' });
    const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
    return {
      plan: planner.plan(document, operationName),
      definition,
      text,
      shaping: [...variablesIn([...(field.selectionSet ? [field.selectionSet] : []), ...fragments])].sort(),
      personal: needsViewer(planner.api, document, personalFields),
    };
  }

  return {
    prepare(document, operationName) {
      const text = `${operationName ?? ''}\n${print(document)}`;
      const known = prepared.get(text);
      if (known) return known;
      const made = make(document, operationName, text);
      prepared.set(text, made);
      return made;
    },
  };
}
