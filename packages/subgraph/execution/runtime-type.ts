import {
  defaultTypeResolver,
  GraphQLError,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLTypeResolver,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect';
import type { SelectedField } from './resolve-info';

export const resolverOf = (type: GraphQLAbstractType): GraphQLTypeResolver<unknown, unknown> =>
  type.resolveType ?? defaultTypeResolver;

interface Resolved {
  type: GraphQLAbstractType;
  field: SelectedField;
  schema: GraphQLSchema;
  value: unknown;
}

/** The type that a type resolver names. Errors: for what is no possible type. */
export function runtimeTypeOf(typename: unknown, { type, field, schema, value }: Resolved): GraphQLObjectType {
  const { parentType, definition, nodes } = field;
  const expected = `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${parentType.name}.${definition.name}"`;
  if (typename == null)
    throw new GraphQLError(
      `${expected}. Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      { nodes },
    );
  if (isObjectType(typename))
    throw new GraphQLError(
      'Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 please return type name instead.',
    );
  if (typeof typename !== 'string')
    throw new GraphQLError(`${expected} with value ${inspect(value)}, received "${inspect(typename)}".`);
  const found = schema.getType(typename);
  if (!found)
    throw new GraphQLError(
      `Abstract type "${type.name}" was resolved to a type "${typename}" that does not exist inside the schema.`,
      { nodes },
    );
  if (!isObjectType(found))
    throw new GraphQLError(`Abstract type "${type.name}" was resolved to a non-object type "${typename}".`, { nodes });
  if (!schema.isSubType(type, found))
    throw new GraphQLError(`Runtime Object type "${found.name}" is not a possible type for "${type.name}".`, { nodes });
  return found;
}
