import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString, type GraphQLLeafType } from 'graphql';
import { inspect } from 'graphql/jsutils/inspect';

type Serialize = (value: unknown) => unknown;
type IsSerialized = (value: unknown) => boolean;

const isString: IsSerialized = (value) => typeof value === 'string';

/** By what serializes: values that it leaves as they are. */
const SERIALIZED = new Map<unknown, IsSerialized>([
  [GraphQLString.serialize, isString],
  [GraphQLID.serialize, isString],
  [GraphQLBoolean.serialize, (value) => typeof value === 'boolean'],
  [GraphQLInt.serialize, (value) => typeof value === 'number' && (value | 0) === value],
  [GraphQLFloat.serialize, (value) => typeof value === 'number' && Number.isFinite(value)],
]);

/** Serializes values of a scalar or an enum. Errors: for a value that it does not have. */
export function compileLeaf(type: GraphQLLeafType): Serialize {
  const isSerialized = SERIALIZED.get(type.serialize);
  const serialize = serializerOf(type);
  return isSerialized ? (value) => (isSerialized(value) ? value : serialize(value)) : serialize;
}

const serializerOf =
  (type: GraphQLLeafType): Serialize =>
  (value) => {
    const serialized: unknown = type.serialize(value);
    if (serialized != null) return serialized;
    throw new Error(
      `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, returned: ${inspect(serialized)}`,
    );
  };
