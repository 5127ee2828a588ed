import { SEED } from '@parley/testing/seed';
import fc from 'fast-check';
import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { createCostModel } from './cost-model';
import { compileCost } from './operation-cost';

const LINK = '@link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@cost", { name: "@listSize", as: "@sized" }])';
const DIRECTIVES = `
  directive @link(url: String, import: [Json]) repeatable on SCHEMA
  directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | OBJECT | SCALAR
  directive @sized(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION
  scalar Json
  schema ${LINK} { query: Query mutation: Mutation }`;
const DEFAULT_LIST_SIZE = 10;

function costOf(sdl: string, text: string, variables: Record<string, unknown> = {}): number {
  const source = DIRECTIVES + sdl;
  const api = buildSchema(source);
  const document = parse(text);
  expect(validate(api, document)).toEqual([]);
  const model = createCostModel(source, { api, defaultListSize: DEFAULT_LIST_SIZE });
  return compileCost(model, document, getOperationAST(document)!)(variables);
}

describe('the cost of an operation', () => {
  const SDL = `
    type Query {
      room: Room rooms(first: Int = 20, last: Int): Rooms! @sized(slicingArguments: ["first", "last"], sizedFields: ["edges"])
      grid: [[Leaf!]!] @sized(assumedSize: 4) pets: [Pet!]! search(text: String @cost(weight: 7)): Int @cost(weight: 3)
    }
    type Mutation { add: Room drop: Int hash: Room @cost(weight: 500) }
    type Rooms { edges: [Edge!]! pageInfo: Leaf! } type Edge { node: Room! }
    type Room { id: ID! name: String leaf: Leaf rooms(first: Int): [Room!]! @sized(slicingArguments: ["first"], assumedSize: 6) }
    type Leaf { x: Int dear: Int @cost(weight: 5) } type Heavy @cost(weight: 9) { x: Int }
    interface Pet { leaf: Leaf } type Cat implements Pet { leaf: Leaf heavy: Heavy } type Dog implements Pet { leaf: Leaf other: Leaf }`;

  it.each<[string, number, Record<string, unknown>?]>([
    ['{ room { id name } }', 1],
    ['{ room { leaf { x } } a: room { leaf { dear } } }', 2 + 2 + 5],
    ['{ room { leaf { x } } room { leaf { x } } ...F } fragment F on Query { room { leaf { x } } }', 2],
    ['{ rooms { edges { node { id } } pageInfo { x } } }', 1 + 20 * 2 + 1],
    ['{ rooms(first: 3, last: 5) { edges { node { id } } } }', 1 + 5 * 2],
    ['query ($n: Int) { rooms(first: $n) { edges { node { id } } } }', 1 + 7 * 2, { n: 7 }],
    ['query ($n: Int) { rooms(first: $n) { edges { node { id } } } }', 1 + 20 * 2, { n: null }],
    ['query ($n: Int) { rooms(first: $n) { edges { node { id } } } }', 1 + 20 * 2],
    ['query ($n: Int = 2) { rooms(first: $n) { edges { node { id } } } }', 1 + 2 * 2],
    ['query ($n: Int) { room { rooms(first: $n) { id } } }', 1 + 6],
    ['{ room { rooms(first: -1) { id } } }', 1 + 6],
    ['{ room { rooms(first: 0) { id } } }', 1 + 6],
    ['{ grid { x } }', 4 * DEFAULT_LIST_SIZE],
    ['{ grid { dear } }', 4 * DEFAULT_LIST_SIZE * 6],
    ['{ search(text: "x") }', 10],
    ['{ search }', 3],
    ['{ pets { leaf { x } ... on Cat { heavy { x } } ... on Dog { other { x } } } }', DEFAULT_LIST_SIZE * (1 + 1 + 9)],
    ['query ($if: Boolean!) { room @include(if: $if) { leaf { x } } }', 0, { if: false }],
    ['query ($if: Boolean!) { room @include(if: $if) { leaf { x } } }', 2, { if: true }],
    ['query ($if: Boolean!) { ... @skip(if: $if) { room { leaf { x } } } }', 0, { if: true }],
    ['{ room @skip(if: true) { id } }', 0],
    ['mutation { add { id } drop }', 2 * 10 + 1],
    ['mutation { a: hash { id } b: hash { id } }', 2 * 510],
    ['{ __typename __schema { types { name } } }', 0],
  ])('%s', (text, cost, variables = {}) => {
    expect(costOf(SDL, text, variables)).toBe(cost);
  });

  it('is a number also if lists in lists are as long as can be', () => {
    const levels = 24;
    const text = `query ($n: Int) { room ${'{ rooms(first: $n) '.repeat(levels)} { id } ${'}'.repeat(levels)} }`;
    expect(costOf(SDL, text, { n: 2_147_483_647 })).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('is found soon for fragments on each type, within each other', () => {
    const types = Array.from({ length: 20 }, (_, i) => `T${i}`);
    const sdl = `interface I { next: [I!]! } type Query { start: I } type Mutation { x: Int }
      ${types.map((name) => `type ${name} implements I { next: [I!]! }`).join(' ')}`;
    const levels = 12;
    let body = '{ __typename }';
    for (let level = 0; level < levels; level++)
      body = `{ next ${body} ${types.map((name) => `... on ${name} { next { __typename } }`).join(' ')} }`;
    expect(costOf(sdl, `{ start ${body} }`)).toBeGreaterThan(10 ** levels);
  });
});

/** A made-up type: its fields are leaves, or lists of the next types. */
interface Made {
  sizes: readonly number[];
}
const MADE = fc.array(fc.record({ sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }) }), {
  minLength: 1,
  maxLength: 4,
});

describe('for made-up schemas', () => {
  const sdlOf = (types: readonly Made[]) =>
    types
      .map(({ sizes }, depth) => {
        const fields = sizes.map((size, index) =>
          depth + 1 === types.length
            ? `f${index}: Int`
            : `f${index}(n: Int): [T${depth + 1}!]! @sized(slicingArguments: ["n"], assumedSize: ${size})`,
        );
        return `type T${depth} { ${fields.join(' ')} }`;
      })
      .join('\n') + '\ntype Query { start: T0! } type Mutation { x: Int }';

  function selectionOf(types: readonly Made[], variables: boolean, depth = 0): string {
    const { sizes } = types[depth]!;
    const isLast = depth + 1 === types.length;
    const fields = sizes.map((_, index) =>
      isLast ? `f${index}` : `f${index}${variables ? '(n: $n)' : ''} ${selectionOf(types, variables, depth + 1)}`,
    );
    return `{ ${fields.join(' ')} }`;
  }

  /** Makes all objects, and counts them. */
  function count(types: readonly Made[], n: number | undefined, depth = 0): number {
    if (depth + 1 === types.length) return 1;
    let objects = 1;
    for (const size of types[depth]!.sizes)
      for (let element = 0; element < (n ?? size); element++) objects += count(types, n, depth + 1);
    return objects;
  }

  it('is the number of objects, if lists have the assumed sizes', () => {
    fc.assert(
      fc.property(MADE, (types) => {
        expect(costOf(sdlOf(types), `{ start ${selectionOf(types, false)} }`)).toBe(count(types, undefined));
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it('is the number of objects for the sizes that variables give, and grows with them', () => {
    fc.assert(
      fc.property(MADE, fc.integer({ min: 1, max: 4 }), (types, n) => {
        const used = types.length > 1;
        const text = `query ${used ? '($n: Int)' : ''} { start ${selectionOf(types, true)} }`;
        const cost = (size: number) => costOf(sdlOf(types), text, { n: size });
        expect(cost(n)).toBe(count(types, n));
        expect(cost(n + 1)).toBeGreaterThanOrEqual(cost(n));
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});
