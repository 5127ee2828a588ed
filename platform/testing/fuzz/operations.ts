import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { oneIn, pick, valueOf, type Json, type Sources } from './values';

export interface Operation {
  query: string;
  variables: Record<string, Json>;
}

export type Kind = 'query' | 'mutation' | 'subscription';

/** State of an operation while it is generated. */
interface Writing extends Sources {
  schema: GraphQLSchema;
  variables: { name: string; type: GraphQLInputType }[];
  fragments: string[];
  /** Fields that may still be written. */
  left: number;
}

const MAX_FIELDS = 60;
/** Slow by design: they hash a password. */
const SLOW = /^(?:signUp|signIn)$/;
/** They would end the session of the caller. */
const ENDING = /^(?:signOut|revokeDevice)$/;

/** A random operation on the schema, mostly a valid one. */
export const newOperation = (kind: Kind, sources: Sources & { schema: GraphQLSchema }): Operation =>
  newOperations(kind, sources, 1)[0]!;

/** The same operation with several sets of variables. */
export function newOperations(
  kind: Kind,
  { schema, ...sources }: Sources & { schema: GraphQLSchema },
  count: number,
): Operation[] {
  const { chance } = sources;
  const root = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  }[kind];
  const writing: Writing = { ...sources, schema, variables: [], fragments: [], left: MAX_FIELDS };
  const most = kind === 'query' ? 4 : kind === 'mutation' ? 2 : 1;
  const selection = selectionOf(root!, writing, { depth: 0, most });
  const declared = writing.variables.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const text = `${kind} Fuzzed${declared && `(${declared})`} ${selection} ${writing.fragments.join(' ')}`;
  const query = oneIn(chance, 30) ? damaged(text, sources) : text;
  return Array.from({ length: count }, () => ({
    query,
    variables: Object.fromEntries(writing.variables.map(({ name, type }) => [name, valueOf(type, sources)])),
  }));
}

function damaged(text: string, { chance }: Sources): string {
  const at = chance.below(text.length);
  switch (chance.below(5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + pick(chance, ['{', '}', '"""', '\\u0000', '...', '@', '$', '#']) + text.slice(at);
    case 2:
      return `${'{a'.repeat(400)}${'}'.repeat(400)}`;
    case 3:
      return `{ ${Array.from({ length: 2_000 }, (_, n) => `a${n}: __typename`).join(' ')} }`;
    default:
      return `query { ...A } ${Array.from({ length: 200 }, (_, n) => `fragment F${n} on Query { ...F${(n + 1) % 200} }`).join(' ')}`;
  }
}

interface At {
  depth: number;
  /** The most fields. */
  most: number;
}

function selectionOf(type: GraphQLCompositeType, writing: Writing, { depth, most }: At): string {
  const { chance } = writing;
  const parts: string[] = [];
  const wanted = 1 + chance.below(most);
  for (let n = 0; n < wanted && writing.left > 0; n++) parts.push(partOf(type, writing, depth));
  return `{ ${parts.filter(Boolean).join(' ') || '__typename'} }`;
}

function partOf(type: GraphQLCompositeType, writing: Writing, depth: number): string {
  const { chance, schema } = writing;
  if (depth > 0 && isAbstractType(type) && !oneIn(chance, 3)) {
    const possible = pick(chance, schema.getPossibleTypes(type));
    return `... on ${possible.name} ${selectionOf(possible, writing, { depth: depth + 1, most: 3 })}`;
  }
  if (depth > 0 && oneIn(chance, 12)) return fragmentOf(type, writing, depth);
  if (!(isObjectType(type) || isInterfaceType(type)) || oneIn(chance, 20)) return '__typename';
  const fields = Object.values(type.getFields()).filter(
    ({ name }) => !ENDING.test(name) && (!SLOW.test(name) || oneIn(chance, 25)),
  );
  return fields.length > 0 ? fieldOf(pick(chance, fields), writing, depth) : '__typename';
}

function fragmentOf(type: GraphQLCompositeType, writing: Writing, depth: number): string {
  const selection = selectionOf(type, writing, { depth: depth + 1, most: 3 });
  if (oneIn(writing.chance, 2)) return `... ${directive(writing)} ${selection}`;
  const name = `F${writing.fragments.length}`;
  writing.fragments.push(`fragment ${name} on ${type.name} ${selection}`);
  return `...${name} ...${name}`;
}

function directive({ chance }: Writing): string {
  if (oneIn(chance, 100)) return pick(chance, ['@include(if: null)', '@nothing', '@skip']);
  return oneIn(chance, 3) ? pick(chance, ['@skip(if: false)', '@include(if: true)', '@skip(if: true)']) : '';
}

/** Names that may collide with internal ones. */
const ALIASES = ['id', '__typename', 'data', 'errors', 'node', 'constructor', 'toString', '_entities', 'a'];

/** A field with arguments mostly gets an alias of its own, because fields of one name must have the same arguments. */
function aliasOf({ args }: GraphQLField<unknown, unknown>, { chance, left }: Writing): string {
  if (args.length === 0 ? !oneIn(chance, 6) : oneIn(chance, 20)) return '';
  return `${pick(chance, ALIASES)}${oneIn(chance, 12) ? '' : `_${left}`}: `;
}

function fieldOf(field: GraphQLField<unknown, unknown>, writing: Writing, depth: number): string {
  writing.left--;
  const { chance } = writing;
  const type = getNamedType(field.type);
  if (isCompositeType(type) && depth > 6) return '__typename';
  const selection = isCompositeType(type) ? selectionOf(type, writing, { depth: depth + 1, most: 4 }) : '';
  return `${aliasOf(field, writing)}${field.name}${argumentsOf(field.args, writing)} ${oneIn(chance, 15) ? directive(writing) : ''} ${selection}`;
}

function argumentsOf(args: readonly GraphQLArgument[], writing: Writing): string {
  const { chance } = writing;
  const given = args.filter(({ type }) => (isNonNullType(type) ? !oneIn(chance, 200) : oneIn(chance, 2)));
  const texts = given.map(({ name, type }) => {
    if (isScalarType(getNamedType(type)) && oneIn(chance, 4)) return `${name}: ${literalOf(valueOf(type, writing))}`;
    const variable = `v${writing.variables.length}`;
    writing.variables.push({ name: variable, type });
    return `${name}: $${variable}`;
  });
  return texts.length > 0 ? `(${texts.join(', ')})` : '';
}

/** As GraphQL writes it. */
function literalOf(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((one: Json) => literalOf(one)).join(', ')}]`;
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  return `{ ${entries.map(([name, one]) => `${name.replace(/\W/g, '_')}: ${literalOf(one)}`).join(', ')} }`;
}
