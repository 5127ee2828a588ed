import {
  getArgumentValues,
  Kind,
  locatedError,
  type ExecutionArgs,
  type ExecutionResult,
  type FieldNode,
  type OperationDefinitionNode,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values';

/** The field, if that is all the mutation does. Only the gateway knows the socket, so no subgraph can resolve it. */
export function renewSocketField({ operation, selectionSet }: OperationDefinitionNode): FieldNode | undefined {
  const [field, ...others] = selectionSet.selections;
  const isIt = field?.kind === Kind.FIELD && field.name.value === 'renewSocket' && !field.directives?.length;
  return operation === 'mutation' && isIt && others.length === 0 ? field : undefined;
}

interface Renewal {
  field: FieldNode;
  args: ExecutionArgs & { operation: OperationDefinitionNode };
  renew(token: string): Promise<Date>;
}

/** The result is the time at which the new token expires. */
export async function renewSocket({ field, args, renew }: Renewal): Promise<ExecutionResult> {
  const { schema, operation, variableValues } = args;
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {});
  if (!coerced) return { errors };
  const key = field.alias?.value ?? field.name.value;
  try {
    const { token } = getArgumentValues(schema.getMutationType()!.getFields().renewSocket!, field, coerced);
    return { data: { [key]: (await renew(token as string)).toISOString() } };
  } catch (error) {
    return { data: null, errors: [locatedError(error, [field], [key])] };
  }
}
