import {
  GraphQLEnumType,
  GraphQLError,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  Kind,
  valueFromASTUntyped,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  type GraphQLInputType,
  type GraphQLOutputType,
} from 'graphql';
import type { Random } from './random.fixture';
import { resolverFor, typeCheckerFor, typeResolverFor, type Behaviour } from './random-resolvers.fixture';

/** A time, as a `Date` inside. */
export const Stamp = new GraphQLScalarType({
  name: 'Stamp',
  serialize(value) {
    if (value instanceof Date) return value.toISOString();
    throw new GraphQLError('No time', { extensions: { code: 'NO_TIME' } });
  },
  parseValue(value) {
    if (typeof value === 'number') return new Date(value);
    throw new TypeError('No number');
  },
  parseLiteral(node) {
    if (node.kind === Kind.INT) return new Date(Number(node.value));
    throw new TypeError('No number');
  },
});

/** Serializes nothing but numbers. */
const Odd = new GraphQLScalarType({
  name: 'Odd',
  serialize: (value) => (typeof value === 'number' ? value : undefined),
});

/** Reads literals of any shape, with variables. */
const Loose = new GraphQLScalarType({
  name: 'Loose',
  parseValue: (value) => value,
  parseLiteral: (node, variables) => JSON.stringify(valueFromASTUntyped(node, variables)),
});

const Colour = new GraphQLEnumType({ name: 'Colour', values: { RED: { value: 7 }, GREEN: { value: 'g' }, BLUE: {} } });

const Filter: GraphQLInputObjectType = new GraphQLInputObjectType({
  name: 'Filter',
  fields: () => ({
    text: { type: GraphQLString, defaultValue: 'text' },
    count: { type: new GraphQLNonNull(GraphQLInt) },
    within: { type: Filter },
    list: { type: new GraphQLList(new GraphQLNonNull(GraphQLInt)) },
    at: { type: Stamp },
    colours: { type: new GraphQLList(Colour), defaultValue: [7] },
  }),
});

const LEAVES = [GraphQLString, GraphQLInt, GraphQLFloat, GraphQLBoolean, GraphQLID, Stamp, Odd, Colour];
export const INPUTS = [GraphQLString, GraphQLInt, GraphQLBoolean, GraphQLID, Stamp, Colour, Filter, Loose];
const OBJECTS = ['Ant', 'Bee', 'Cat'];
const FIELDS = ['id', 'name', 'one', 'two', 'three', 'four', 'constructor'];

interface RandomSchema {
  schema: GraphQLSchema;
  /** The same, with types of fields that may all be null. */
  nullable: GraphQLSchema;
}

/** `isAsync`: whether resolvers may give promises. */
export function randomSchema(random: Random, isAsync: boolean): RandomSchema {
  const described = describeFields(random);
  const behaviour: Behaviour = { salt: random.next(), isAsync };
  const schema = build(described, behaviour);
  behaviour.schema = schema;
  return { schema, nullable: build(described, behaviour, { strip: true }) };
}

interface FieldShape {
  /** From outside to inside; `!` for non-null and `[]` for a list, then the name of the type. */
  wrappers: readonly ('!' | '[]')[];
  named: string;
  args: { name: string; type: number; required: boolean; list: boolean; default: boolean }[];
}

type Described = Record<string, Record<string, FieldShape>>;

function describeFields(random: Random): Described {
  const owned = ['Query', 'Mutation', 'Subscription', 'Node', ...OBJECTS];
  const node = fieldsOf(random, 2);
  return Object.fromEntries(
    owned.map((type) => {
      const fields = type === 'Node' ? node : fieldsOf(random, 6);
      return [type, OBJECTS.includes(type) ? { ...fields, ...node } : fields];
    }),
  );
}

const fieldsOf = (random: Random, count: number): Record<string, FieldShape> =>
  Object.fromEntries(FIELDS.slice(0, count + random.below(2)).map((name) => [name, fieldShape(random)]));

function fieldShape(random: Random): FieldShape {
  const wrappers: ('!' | '[]')[] = [];
  const nonNull = () => random.chance(0.35) && wrappers.push('!');
  nonNull();
  while (wrappers.length < 5 && random.chance(0.3)) {
    wrappers.push('[]');
    nonNull();
  }
  const names = [...LEAVES.map(({ name }) => name), ...OBJECTS, ...OBJECTS, 'Node', 'Node', 'Any', 'Any'];
  const args = ['a', 'b'].slice(0, Math.max(0, random.below(5) - 2)).map((name) => ({
    ...{ name, type: random.below(INPUTS.length), required: random.chance(0.3), list: random.chance(0.2) },
    default: random.chance(0.3),
  }));
  return { wrappers, named: random.pick(names), args };
}

function build(described: Described, behaviour: Behaviour, { strip = false } = {}): GraphQLSchema {
  const types = new Map<string, GraphQLOutputType>(LEAVES.map((type) => [type.name, type]));
  const typeOf = ({ wrappers, named }: FieldShape): GraphQLOutputType =>
    wrappers.reduceRight<GraphQLOutputType>(
      (inner, wrapper) =>
        wrapper === '[]' ? new GraphQLList(inner) : strip ? inner : new GraphQLNonNull(inner as GraphQLObjectType),
      types.get(named)!,
    );
  const fieldsOf =
    (type: string): (() => GraphQLFieldConfigMap<unknown, unknown>) =>
    () =>
      Object.fromEntries(
        Object.entries(described[type]!).map(([name, shape]): [string, GraphQLFieldConfig<unknown, unknown>] => [
          name,
          { type: typeOf(shape), args: argumentsOf(shape), resolve: resolverFor(`${type}.${name}`, behaviour) },
        ]),
      );
  const node = new GraphQLInterfaceType({
    ...{ name: 'Node', fields: fieldsOf('Node'), resolveType: typeResolverFor('Node', behaviour) },
  });
  const objects = OBJECTS.map(
    (name) =>
      new GraphQLObjectType({
        ...{ name, fields: fieldsOf(name), interfaces: [node], isTypeOf: typeCheckerFor(name, behaviour) },
      }),
  );
  const union = new GraphQLUnionType({
    ...{ name: 'Any', types: objects.slice(0, 2), resolveType: typeResolverFor('Any', behaviour) },
  });
  for (const type of [node, union, ...objects]) types.set(type.name, type);
  const root = (name: string) => new GraphQLObjectType({ name, fields: fieldsOf(name) });
  return new GraphQLSchema({
    ...{ query: root('Query'), mutation: root('Mutation'), subscription: root('Subscription'), types: objects },
  });
}

function argumentsOf({ args }: FieldShape): GraphQLFieldConfigArgumentMap {
  return Object.fromEntries(
    args.map(({ name, type, required, list, default: hasDefault }) => {
      const named = INPUTS[type]!;
      const inner: GraphQLInputType = list ? new GraphQLList(named) : named;
      const defaultValue = hasDefault && named === GraphQLInt ? (list ? [1, 2] : 5) : undefined;
      return [name, { type: required ? new GraphQLNonNull(inner as GraphQLScalarType) : inner, defaultValue }];
    }),
  );
}
