import { ParleyError } from '@parley/contracts/errors';
import {
  getVariableValues,
  GraphQLError,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields } from 'graphql/execution/collectFields';

/** An operation with what decides which of its fields are selected. */
export interface Selected {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** As the client sent them. */
  variables: Readonly<Record<string, unknown>>;
}

/**
 * The root fields that an operation selects with these variables, by response name: fragments are unfolded, and what is
 * skipped is left out (CollectFields: https://spec.graphql.org/draft/#CollectFields()). Undefined where variables don't fit.
 * Errors: VALIDATION_FAILED for a condition that is null.
 */
export function rootFields(
  api: GraphQLSchema,
  { document, operation, variables }: Selected,
): ReadonlyMap<string, readonly FieldNode[]> | undefined {
  const { coerced } = getVariableValues(api, operation.variableDefinitions ?? [], variables, { maxErrors: 1 });
  const type = api.getRootType(operation.operation);
  if (!coerced || !type) return undefined;
  const fragments = Object.fromEntries(fragmentsOf(document).map((one) => [one.name.value, one]));
  try {
    return collectFields(api, fragments, coerced, type, operation.selectionSet);
  } catch (error) {
    // a condition that is null: validation allows it for a variable that has a default
    if (error instanceof GraphQLError) throw new ParleyError('VALIDATION_FAILED', error.message, { cause: error });
    throw error;
  }
}

/** Whether the operation selects only the schema (`__schema`, `__type`) and `__typename`. */
export const selectsOnlySchema = (api: GraphQLSchema, selected: Selected): boolean =>
  [...(rootFields(api, selected)?.values() ?? [])].flat().every(({ name }) => name.value.startsWith('__'));

export const fragmentsOf = ({ definitions }: DocumentNode): FragmentDefinitionNode[] =>
  definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
