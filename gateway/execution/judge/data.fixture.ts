import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  buildSchema,
  execute,
  parse,
  parseType,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type TypeNode,
} from 'graphql';
import { hashOf, Random } from './random.fixture';
import { oneSchema } from './sdl.fixture';
import type { Field, World } from './world.fixture';

/** An object of a world. `representation`: what the gateway sent of it. */
interface Thing {
  __typename: string;
  no: number;
  /** What it is, where a subgraph knows it only as an interface object. */
  real?: string;
  representation?: Record<string, unknown>;
}

const INSTANCES = 4;
const keyFieldsOf = ({ __typename, real = __typename, no }: Thing): Record<string, unknown> => ({
  id: `${real}-${no}`,
  code: `${real}${no}`,
  region: 'north',
  ref: { __typename: 'Ref', no },
});

/** Values of fields: the same for the same object, field and arguments, wherever they are resolved. */
export function resolverOf(
  world: World,
  seed: number,
  log: number[],
): GraphQLFieldResolver<Thing | undefined, unknown> {
  const fieldOf = (type: string, name: string): Field | undefined =>
    type === 'Query'
      ? world.roots.find((one) => one.name === name)
      : name === 'extra'
        ? world.interfaceObject?.field
        : world.entities.find((one) => one.name === type)?.fields.find((one) => one.name === name);

  function valueOf(thing: Thing | undefined, field: Field, args: object): unknown {
    const key = `${seed} ${thing?.real ?? thing?.__typename ?? ''} ${thing?.no ?? ''} ${field.name} ${JSON.stringify(args)}`;
    const random = new Random(hashOf(key));
    if (!field.harmless && random.chance(0.05)) throw new Error(`error of ${field.name}`);
    return valueFor(parseType(field.type, { noLocation: true }), field.harmless === true, random, world);
  }

  function computed(thing: Thing, { requires }: Field): string {
    const selected = [...(requires ?? '').replace(/\{[^}]*\}/g, '').matchAll(/(\w+)(?:\(n: (\d)\))?/g)];
    const values = selected.map(([, name = '', n]) => {
      if (thing.representation) return thing.representation[name];
      const one = fieldOf(thing.__typename, name)!;
      return one.requires ? computed(thing, one) : plain(valueOf(thing, one, n ? { n: Number(n) } : {}));
    });
    return JSON.stringify(values.map(sorted));
  }

  return (source, args: { n?: number | null }, _, { parentType, fieldName }) => {
    if (parentType.name === 'Mutation') return log.push(args.n ?? 0);
    if (source && (source.__typename === 'Ref' || source.__typename === 'Value')) return (source as never)[fieldName];
    if (source && fieldName in keyFieldsOf(source)) return keyFieldsOf(source)[fieldName];
    const field = fieldOf(parentType.name, fieldName) ?? fieldOf(source?.__typename ?? '', fieldName);
    if (!field) throw new Error(`No such field: ${parentType.name}.${fieldName}`);
    return field.requires ? computed(source!, field) : valueOf(source, field, args);
  };
}

function valueFor(type: TypeNode, harmless: boolean, random: Random, world: World): unknown {
  if (type.kind === 'NonNullType')
    return !harmless && random.chance(0.03)
      ? null
      : valueFor({ ...type.type, always: true } as never, harmless, random, world);
  if (!(type as { always?: true }).always && random.chance(0.12)) return null;
  if (type.kind === 'NamedType') return one(type.name.value, random, world);
  return Array.from({ length: random.below(4) }, () => valueFor(type.type, harmless, random, world));
}

function one(type: string, random: Random, world: World): unknown {
  switch (type) {
    case 'Int':
      return random.below(100);
    case 'Float':
      return random.below(100) / 4;
    case 'String':
    case 'ID':
      return `text ${random.below(100)}`;
    case 'Boolean':
      return random.chance(0.5);
    case 'Color':
      return random.pick(['RED', 'GREEN', 'BLUE']);
    case 'Json':
      return random.pick<unknown>([1, 'x', [1, null], { id: 'y', __typename: 'z' }]);
    case 'Value':
      return { __typename: 'Value', v: random.pick([null, 1, 2]), w: random.pick([null, [], ['p', 'q']]) };
    case 'Fruit':
      return { __typename: random.pick(world.implementations), no: random.below(INSTANCES) };
    case 'Some':
      return { __typename: random.pick(world.members), no: random.below(INSTANCES) };
    default:
      return { __typename: type, no: random.below(INSTANCES) };
  }
}

/** As a representation has it. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || (value as Thing).__typename !== 'Value') return value;
  const { v, w } = value as unknown as { v: unknown; w: unknown };
  return { v, w };
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value ?? null;
  const entries = Object.entries(value).filter(([name]) => name !== '__typename');
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
};

export const typeResolver = ((thing: Thing) => thing.__typename) as NonNullable<ExecutionArgs['typeResolver']>;

/** The world as one schema, executed by graphql-js. */
export function judge(world: World, seed: number) {
  const schema = buildSchema(oneSchema(world));
  return {
    schema,
    execute: (document: DocumentNode, variableValues: Record<string, unknown>, operationName?: string) =>
      execute({
        schema,
        document,
        variableValues,
        operationName,
        fieldResolver: resolverOf(world, seed, []),
        typeResolver,
      }) as ExecutionResult,
  };
}

/** One of its subgraphs. */
export function subgraphSchema(world: World, sdl: string): GraphQLSchema {
  return buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: references(world, sdl) as never });
}

/** By type, the keys by which a subgraph looks it up. */
function resolvableKeys(sdl: string): Map<string, string[]> {
  const types = [...sdl.matchAll(/(?:type|interface) (\w+)([^{]*(?:@key\(fields: "[^"]*"[^)]*\)\s*)+)/g)];
  return new Map(
    types.map(([, name = '', keyed = '']) => [
      name,
      [...keyed.matchAll(/fields: "([^"]*)"\)/g)].map(([, key = '']) => key),
    ]),
  );
}

function references(world: World, sdl: string): Record<string, object> {
  const names = ['Fruit', ...world.entities.map(({ name }) => name)].filter((name) =>
    new RegExp(`(type|interface) ${name} [^{]*@key`).test(sdl),
  );
  const isObject = sdl.includes('@interfaceObject {');
  const asFruit = (representation: Record<string, unknown>): Thing => {
    const thing = thingOf(representation);
    return { ...thing, __typename: 'Fruit', real: thing.__typename };
  };
  const keys = resolvableKeys(sdl);
  return Object.fromEntries(
    names.map((name) => {
      const find = isObject && name === 'Fruit' ? asFruit : thingOf;
      function __resolveReference(representation: Record<string, unknown>): Thing {
        const has = (key: string) =>
          key
            .replace(/ ?\{.*\}/, '')
            .split(' ')
            .every((field) => field in representation);
        if (!keys.get(name)!.some(has))
          throw new Error(`${name} is looked up by ${Object.keys(representation).join()}`);
        return find(representation);
      }
      return [name, { __resolveReference }];
    }),
  );
}

/** By whichever key it is looked up. */
function thingOf(representation: Record<string, unknown>): Thing {
  const { id, code, ref, __typename } = representation;
  if (typeof id === 'string') {
    const [type, no] = id.split('-');
    return { __typename: type!, no: Number(no), representation };
  }
  const no = typeof code === 'string' ? Number(code.slice(-1)) : (ref as { no: number }).no;
  return { __typename: __typename as string, no, representation };
}
