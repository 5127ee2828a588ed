import * as internals from '@apollo/query-planner/dist/QueryPlan';
import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type SelectionNode } from 'graphql';

/**
 * The planner leaves out of what a fetch requires which names that has, as nothing that it knows of gives any. Here they
 * stay in. This is an internal of a pinned version.
 */
export function keepNamesInPlans(): void {
  (internals as { trimSelectionNodes: typeof requiredNodes }).trimSelectionNodes = requiredNodes;
}

const requiredNodes = (selections: readonly SelectionNode[]): QueryPlanSelectionNode[] =>
  selections.flatMap((node): QueryPlanSelectionNode[] => {
    const inner = 'selectionSet' in node && node.selectionSet ? requiredNodes(node.selectionSet.selections) : undefined;
    if (node.kind === Kind.FIELD)
      return [{ kind: Kind.FIELD, alias: node.alias?.value, name: node.name.value, selections: inner }];
    if (node.kind !== Kind.INLINE_FRAGMENT) return [];
    return [{ kind: Kind.INLINE_FRAGMENT, typeCondition: node.typeCondition?.name.value, selections: inner! }];
  });
