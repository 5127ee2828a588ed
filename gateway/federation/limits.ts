import { ParleyError } from '@parley/contracts/errors';
import { type GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { getVariableValues } from 'graphql/execution/values';
import { exactVariables } from '../execution/exact-variables';

/** Values that don't fit, of which each costs an error with its stack: a list of 100,000 took ten seconds. */
const MAX_VARIABLE_ERRORS = 50;

/**
 * What does not fit of the variables, without suggestions; the executor of queries and mutations finds it too.
 * Errors: VALIDATION_FAILED where that is more than anybody wants to be told of.
 */
export function limitVariableErrors(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>> = {},
): readonly GraphQLError[] {
  const options = { maxErrors: MAX_VARIABLE_ERRORS, hideSuggestions: true };
  const exact = exactVariables(schema, variableDefinitions, variables);
  const { errors = [] } = getVariableValues(schema, variableDefinitions, exact, options);
  if (errors.length > MAX_VARIABLE_ERRORS)
    throw new ParleyError('VALIDATION_FAILED', 'The variables have too many errors', {
      details: { http: { status: 400 } },
    });
  return errors;
}
