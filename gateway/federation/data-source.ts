import type { GraphQLDataSource } from '@apollo/gateway';
import { ParleyError } from '@parley/contracts/errors';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { RequestContext } from '@parley/runtime/request';
import { GraphQLError, Kind, parse, type DocumentNode, type ExecutionResult } from 'graphql';

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
      return { ...result, errors: result.errors?.map((error) => coded(error, result)) };
    },
  };
}

function documentOf(options: Parameters<GraphQLDataSource['process']>[0]): DocumentNode {
  if ('document' in options && options.document) return options.document;
  return parse(options.request.query ?? '', { noLocation: true });
}

/**
 * The executor takes every error without a code for a subgraph out of reach. One that the engine found in the client's
 * values is the client's; any other is a fault of ours.
 */
function coded(error: GraphQLError, { data }: ExecutionResult): GraphQLError {
  if (error.extensions?.code) return error;
  const code = isOfValues(error, data === undefined) ? 'VALIDATION_FAILED' : 'INTERNAL';
  return new GraphQLError(error.message, {
    path: error.path,
    originalError: new ParleyError(code, error.message, { cause: error.originalError ?? error }),
  });
}

/** graphql-js coerces variables before it executes anything, and arguments before it resolves a field. */
function isOfValues(error: GraphQLError, neverExecuted: boolean): boolean {
  if (neverExecuted) return error.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;
  return error.originalError instanceof GraphQLError && /^Argument "\w+" /.test(error.message);
}
