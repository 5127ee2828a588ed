import type { QueryPlan, SequenceNode } from '@apollo/query-planner';

/** A plan as one sequence. That of a subscription begins with what its subgraph pushes. */
export function stepsOf(node: QueryPlan['node']): SequenceNode {
  if (node?.kind !== 'Subscription') return { kind: 'Sequence', nodes: node ? [node] : [] };
  return { kind: 'Sequence', nodes: [node.primary, ...(node.rest ? [node.rest] : [])] };
}
