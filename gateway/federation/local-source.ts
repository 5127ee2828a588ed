import { codedErrors } from '@parley/runtime/graphql/coded-errors';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { FetchSource } from '../execution/source';

/** A subgraph of ours, which is called with the planner's own document. It is not interrupted where the signal aborts. */
export const subgraphSource = (subgraph: Subgraph): FetchSource => ({
  async fetch({ document, variables, operationName, request }) {
    const result = await subgraph.execute({ document, variables: { ...variables }, operationName, request });
    return { data: result.data, errors: codedErrors(result), unreachable: result.unreachable };
  },
});
