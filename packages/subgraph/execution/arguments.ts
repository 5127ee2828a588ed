import {
  isNonNullType,
  Kind,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import { getArgumentValues } from 'graphql/execution/values';

type Values = Record<string, unknown>;

/** Gives a field's arguments, in a new object each time. Errors: of an argument that does not fit its type. */
export type ReadArguments = (variables: Readonly<Values>) => Values;

type ReadArgument = (args: Values, variables: Readonly<Values>) => boolean;

/** Undefined for a field that has no arguments. */
export function compileArguments(field: GraphQLField<unknown, unknown>, node: FieldNode): ReadArguments | undefined {
  if (field.args.length === 0) return undefined;
  const coerce: ReadArguments = (variables) => getArgumentValues(field, node, variables);
  const readers: ReadArgument[] = [];
  for (const argument of field.args) {
    const reader = readerOf({ ...field, args: [argument] }, node);
    if (!reader) return coerce;
    readers.push(reader);
  }
  return (variables) => {
    const args: Values = {};
    for (const read of readers) if (!read(args, variables)) return coerce(variables);
    return args;
  };
}

/**
 * Reads one argument where that is simple: a variable, a literal that is no object or list, or the default. It gives false
 * for values that are not: the error, or what else comes of them, is then graphql-js's.
 */
function readerOf(only: GraphQLField<unknown, unknown>, node: FieldNode): ReadArgument | undefined {
  const [{ name, type, defaultValue }] = only.args as [GraphQLArgument];
  const value = node.arguments?.find((one) => one.name.value === name)?.value;
  if (value?.kind === Kind.VARIABLE) return fromVariable(name, { variable: value.name.value, type });
  if (!value && defaultValue !== undefined) return constant(name, defaultValue);
  if (!value) return isNonNullType(type) ? undefined : () => true;
  // a resolver may change an object that it is given, and there may be variables in one
  if (value.kind === Kind.OBJECT || value.kind === Kind.LIST) return undefined;
  return literal(only, node);
}

function fromVariable(name: string, { variable, type }: { variable: string; type: GraphQLInputType }): ReadArgument {
  const required = isNonNullType(type);
  return (args, variables) => {
    const given = Object.hasOwn(variables, variable) ? variables[variable] : undefined;
    if (given === undefined || (given === null && required)) return false;
    args[name] = given;
    return true;
  };
}

const constant =
  (name: string, value: unknown): ReadArgument =>
  (args) => {
    args[name] = value;
    return true;
  };

/** Undefined for what is no constant: an object, which a resolver may change, or an error. */
function literal(only: GraphQLField<unknown, unknown>, node: FieldNode): ReadArgument | undefined {
  const { name } = only.args[0]!;
  try {
    const value = getArgumentValues(only, node)[name];
    return typeof value === 'object' && value !== null ? undefined : constant(name, value);
  } catch {
    return undefined;
  }
}
