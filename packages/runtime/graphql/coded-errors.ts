import { ParleyError } from '@parley/contracts/errors';
import { GraphQLError, Kind, type ExecutionResult } from 'graphql';

/**
 * The errors of a response of a subgraph, each with a code. The query plan's executor takes every error without one for
 * a subgraph out of reach. One that the engine found in the client's values is the client's; any other is a fault of ours.
 */
export const codedErrors = ({ data, errors }: ExecutionResult): GraphQLError[] | undefined =>
  errors?.map((error) => coded(error, data === undefined));

function coded(error: GraphQLError, neverExecuted: boolean): GraphQLError {
  if (error.extensions?.code) return error;
  const code = isOfValues(error, neverExecuted) ? 'VALIDATION_FAILED' : 'INTERNAL';
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
