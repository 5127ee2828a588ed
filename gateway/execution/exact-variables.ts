import {
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  isInputObjectType,
  isListType,
  isNonNullType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';
import { isLosslessNumber } from 'lossless-json';

type Values = Readonly<Record<string, unknown>>;

/**
 * Variables in which numbers with many digits, as `fromJson` reads them, are what their types take: text for an ID, a number
 * for an Int or a Float. In custom scalars they stay as they are.
 */
export function exactVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  variables: Values,
): Values {
  if (!hasLossless(variables)) return variables;
  const exact = { ...variables };
  for (const { variable, type } of definitions) {
    const name = variable.name.value;
    const input = typeFromAST(schema, type as never) as GraphQLInputType | undefined;
    if (input && Object.hasOwn(exact, name)) exact[name] = exactValue(exact[name], input);
  }
  return exact;
}

function exactValue(value: unknown, type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return exactValue(value, type.ofType);
  if (isListType(type)) {
    const item: GraphQLInputType = type.ofType;
    return Array.isArray(value) ? value.map((one) => exactValue(one, item)) : exactValue(value, item);
  }
  if (isLosslessNumber(value)) {
    if (type.name === GraphQLID.name) return value.toString();
    return type.name === GraphQLInt.name || type.name === GraphQLFloat.name ? Number(value.toString()) : value;
  }
  if (!isInputObjectType(type) || typeof value !== 'object' || value === null) return value;
  const fields = type.getFields();
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, fields[name] ? exactValue(one, fields[name].type) : one]),
  );
}

/** Without recursion: clients choose the depth. */
function hasLossless(value: unknown): boolean {
  const open = [value];
  while (open.length > 0) {
    const one = open.pop();
    if (typeof one !== 'object' || one === null) continue;
    if (isLosslessNumber(one)) return true;
    for (const inner of Object.values(one)) open.push(inner);
  }
  return false;
}
