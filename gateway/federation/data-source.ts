import type { GraphQLDataSource } from '@apollo/gateway';
import { codedErrors } from '@parley/runtime/graphql/coded-errors';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { RequestContext } from '@parley/runtime/request';
import { parse, type DocumentNode } from 'graphql';

/**
 * What the query plan's executor fetches from: the subgraph itself, with the planner's own document.
 * The executor's context is the `RequestContext`, the same object for all fetches of one operation.
 */
export function subgraphDataSource(subgraph: Subgraph): GraphQLDataSource {
  return {
    async process(options) {
      const { request, context } = options;
      const result = await subgraph.execute({
        document: documentOf(options),
        variables: request.variables,
        operationName: request.operationName ?? undefined,
        request: context as RequestContext,
      });
      return { ...result, errors: codedErrors(result) };
    },
  };
}

function documentOf(options: Parameters<GraphQLDataSource['process']>[0]): DocumentNode {
  if ('document' in options && options.document) return options.document;
  return parse(options.request.query ?? '', { noLocation: true });
}
