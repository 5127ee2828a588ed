import {
  getNullableType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLFieldResolver,
  type GraphQLIsTypeOfFn,
  type GraphQLOutputType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type GraphQLTypeResolver,
} from 'graphql';
import { Random } from './random.fixture';

/** What values resolvers give depends on it, on the field and on the path. */
export interface Behaviour {
  salt: number;
  /** Whether they may give promises. */
  isAsync: boolean;
  /** Whose types the values have. Once it is built. */
  schema?: GraphQLSchema;
}

type Path = GraphQLResolveInfo['path'];

const pathOf = (path: Path | undefined): string =>
  path ? `${pathOf(path.prev)}/${path.typename ?? ''}:${path.key}` : '';

/** Undefined for the default one, or one that makes something up. */
export function resolverFor(field: string, behaviour: Behaviour): GraphQLFieldResolver<unknown, unknown> | undefined {
  if (new Random(`${behaviour.salt} resolver of ${field}`).chance(0.3)) return undefined;
  return (source, args, context, info) => {
    const random = randomAt(behaviour, info);
    const value = random.chance(0.6) ? told({ source, args, context, info }) : undefined;
    if (random.chance(0.04)) throw failureAt(random, info);
    const making = { random, behaviour, path: info.path };
    return asGiven(value ?? valueOf(typeOf(info, behaviour), making), making);
  };
}

function typeOf({ parentType, fieldName }: GraphQLResolveInfo, { schema }: Behaviour): GraphQLOutputType {
  const type = schema!.getType(parentType.name);
  return (type as GraphQLObjectType).getFields()[fieldName]!.type;
}

const randomAt = ({ salt }: Behaviour, { path }: GraphQLResolveInfo): Random => new Random(`${salt}${pathOf(path)}`);

const failureAt = (random: Random, { path }: GraphQLResolveInfo): unknown =>
  random.chance(0.8)
    ? new Error(`failed at ${pathOf(path)}`)
    : random.pick(['text', undefined, null, { message: 'no error' }]);

interface Call {
  source: unknown;
  args: Record<string, unknown>;
  context: unknown;
  info: GraphQLResolveInfo;
}

/** All that a resolver is told, for fields that can say so. */
function told({ source, args, context, info }: Call): unknown {
  if (String(getNullableType(info.returnType)) !== 'String') return undefined;
  const { fieldName, fieldNodes, parentType, path, schema, fragments, rootValue, operation, variableValues } = info;
  const isInSchema = schema.getType(parentType.name) === parentType;
  const nodes = fieldNodes.map(({ loc }) => loc?.start);
  // whoever gets the arguments may change them
  const shown = JSON.stringify([
    ...[fieldName, nodes, isInSchema, pathOf(path), Object.keys(fragments), rootValue, operation.name?.value],
    variableValues,
    ...[args, Object.keys(args), context, (source as { typename?: unknown } | undefined)?.typename],
  ]);
  spoil(args);
  return shown;
}

function spoil(args: Record<string, unknown>): void {
  for (const value of Object.values(args)) {
    const literal = value as { text?: unknown } | null | undefined;
    if (literal?.text === LITERAL) spoil(literal);
  }
  args.spoilt = true;
}

/** The `text` of a `Filter` that is written in the document: others may be shared by several fields. */
export const LITERAL = 'literal';

interface Making {
  random: Random;
  behaviour: Behaviour;
  path: Path;
}

/** A value, or a promise of it. */
function asGiven(value: unknown, { random, behaviour }: Making): unknown {
  if (!behaviour.isAsync || !random.chance(0.35)) return value;
  if (random.chance(0.1)) return thenable(value);
  const promise = inTicks(value, random.below(6));
  // graphql-js leaves the promises unhandled that follow an item that failed
  promise.catch(() => undefined);
  return promise;
}

async function inTicks(value: unknown, ticks: number): Promise<unknown> {
  for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
  if (value instanceof Error) throw value;
  return value;
}

/** A promise that is none of JavaScript's own. */
const thenable = (value: unknown): PromiseLike<unknown> => ({
  then: (...callbacks) => Promise.resolve(value).then(...callbacks),
});

/** A value of a type, or sometimes one that it does not have. */
function valueOf(type: GraphQLOutputType, making: Making): unknown {
  const { random, behaviour, path } = making;
  if (isNonNullType(type)) return random.chance(0.97) ? valueOf(type.ofType, making) : null;
  if (random.chance(0.08)) return random.pick([null, undefined]);
  if (random.chance(0.03)) return new Error(`given at ${pathOf(path)}`);
  if (isListType(type)) {
    if (random.chance(0.03)) return random.pick<unknown>(['text', 7, {}]);
    const items = Array.from({ length: random.below(4) }, () => asGiven(valueOf(type.ofType, making), making));
    return random.chance(0.1) ? new Set(items) : items;
  }
  if (isLeafType(type)) {
    if (random.chance(0.04))
      return random.pick<unknown>([Number.NaN, {}, [], 'text', Symbol.iterator.description, 2 ** 40, new Date(0)]);
    if (isEnumType(type)) return random.pick([7, 'g', 'BLUE']);
    return LEAF_VALUES[type.name]!(random);
  }
  if (random.chance(0.02)) return random.pick<unknown>(['text', 7]);
  const possible = isAbstractType(type) ? behaviour.schema!.getPossibleTypes(type) : [type];
  return objectOf(random.pick(possible).name, making);
}

const LEAF_VALUES: Record<string, (random: Random) => unknown> = {
  String: (random) => random.pick<unknown>(['', 'text', 'ä', 12, true]),
  Int: (random) => random.pick<unknown>([0, -7, 2 ** 31 - 1, '12', true]),
  Float: (random) => random.pick<unknown>([0, -7.5, 1e300, '1.5', false]),
  Boolean: (random) => random.pick<unknown>([true, false, 1, 0]),
  ID: (random) => random.pick<unknown>(['', 'id', 12]),
  Stamp: (random) => new Date(random.below(1_000_000)),
  Odd: (random) => random.below(9),
};

/** Has properties for the default resolvers: values, promises, and functions. */
function objectOf(typename: string, { random, behaviour, path }: Making): object {
  const type = behaviour.schema!.getType(typename);
  const object: Record<string, unknown> = { typename };
  if (!isObjectType(type)) return object;
  const salt = `${behaviour.salt} ${random.next()}`;
  if (random.chance(0.5)) object.__typename = typename;
  for (const field of Object.values(type.getFields())) {
    const own = new Random(`${salt} ${field.name}`);
    const making = { random: own, behaviour, path };
    const make = () => asGiven(valueOf(field.type, making), making);
    const resolved = (args: Record<string, unknown>, context: unknown, given: GraphQLResolveInfo) =>
      told({ source: undefined, args, context, info: given }) ?? make();
    object[field.name] =
      isLeafType(getNullableType(field.type)) && own.chance(0.6) ? valueOf(field.type, making) : resolved;
  }
  return object;
}

/** Undefined for the default one. */
export function typeResolverFor(type: string, behaviour: Behaviour): GraphQLTypeResolver<unknown, unknown> | undefined {
  if (new Random(`${behaviour.salt} type of ${type}`).chance(0.3)) return undefined;
  return (value, _, info) => {
    const random = new Random(`${behaviour.salt} type${pathOf(info.path)}`);
    if (random.chance(0.03)) throw new Error(`no type at ${pathOf(info.path)}`);
    const named = (value as { typename?: string }).typename;
    const typename = random.chance(0.04) ? random.pick<unknown>(['Cat', 'Query', 'Filter', 'Nothing', null, 7]) : named;
    return asGiven(typename, { random, behaviour, path: info.path }) as string;
  };
}

/** Undefined for none. */
export function typeCheckerFor(type: string, behaviour: Behaviour): GraphQLIsTypeOfFn<unknown, unknown> | undefined {
  if (new Random(`${behaviour.salt} is ${type}`).chance(0.5)) return undefined;
  return (value, _, info) => {
    const random = new Random(`${behaviour.salt} is${type}${pathOf(info.path)}`);
    const is = (value as { typename?: string }).typename === type && !random.chance(0.03);
    return asGiven(is, { random, behaviour, path: info.path }) as boolean;
  };
}
