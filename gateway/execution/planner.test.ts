import { memoryGraph, type MemorySubgraph } from './memory-graph.fixture';

/** Operations that query plans get wrong where the planner is not helped. */

const byId = (one: object) => one;

describe('@requires with arguments', () => {
  const products: MemorySubgraph = {
    sdl: `
      type Query { product: Product }
      type Product @key(fields: "id") { id: ID! price(currency: String!): Int parts(first: Int = 5): [Part!]! }
      type Part { no: Int! weight: Int! }
    `,
    resolvers: {
      Query: { product: () => ({ id: '1' }) },
      Product: {
        __resolveReference: byId,
        price: (_: unknown, { currency }: { currency: string }) => ({ EUR: 10, USD: 12, GBP: 8 })[currency],
        parts: (_: unknown, { first }: { first: number }) =>
          Array.from({ length: first }, (__, no) => ({ no, weight: no * 2 })),
      },
    },
  };
  const shipping: MemorySubgraph = {
    sdl: `
      type Product @key(fields: "id") {
        id: ID!
        price(currency: String!): Int @external
        parts(first: Int = 5): [Part!]! @external
        inEuros: Int @requires(fields: "price(currency: \\"EUR\\")")
        inDollars: Int @requires(fields: "price(currency: \\"USD\\")")
        weight: Int @requires(fields: "parts(first: 3) { weight }")
        both: Int @requires(fields: "price(currency: \\"USD\\") parts(first: 2) { no }")
        plain: String
      }
      type Part { no: Int! @external weight: Int! @external }
    `,
    resolvers: {
      Product: {
        __resolveReference: byId,
        inEuros: ({ price }: { price: number }) => price,
        inDollars: ({ price }: { price: number }) => price,
        weight: ({ parts }: { parts: { weight: number }[] }) => parts.reduce((sum, { weight }) => sum + weight, 0),
        both: ({ price, parts }: { price: number; parts: unknown[] }) => price + parts.length,
        plain: () => 'plain',
      },
    },
  };
  const graph = memoryGraph({ products, shipping });

  it.each<[string, object]>([
    ['{ product { inEuros price(currency: "GBP") } }', { inEuros: 10, price: 8 }],
    ['{ product { inDollars inEuros } }', { inDollars: 12, inEuros: 10 }],
    [
      '{ product { e: inEuros d: inDollars plain price: price(currency: "EUR") both } }',
      { e: 10, d: 12, plain: 'plain', price: 10, both: 14 },
    ],
    ['{ product { weight parts(first: 1) { no } } }', { weight: 6, parts: [{ no: 0 }] }],
    ['{ product { weight both } }', { weight: 6, both: 14 }],
  ])('%s', async (query, product) => {
    expect(await graph.execute(query)).toEqual({ data: { product } });
  });
});

it('gives each type what it requires of a field that they share', async () => {
  const { execute } = memoryGraph({
    items: {
      sdl: `
        type Query { items: [Item!]! }
        union Item = Book | Film
        type Book @key(fields: "id") { id: ID! length(unit: String): Int }
        type Film @key(fields: "id") { id: ID! length: Int }
      `,
      resolvers: {
        Query: { items: () => [{ id: 'b' }, { id: 'f' }] },
        Item: { __resolveType: ({ id }: { id: string }) => (id === 'b' ? 'Book' : 'Film') },
        Book: { __resolveReference: byId, length: (_: unknown, { unit }: { unit: string }) => unit.length },
        Film: { __resolveReference: byId, length: () => 90 },
      },
    },
    labels: {
      sdl: `
        type Book @key(fields: "id") {
          id: ID! length(unit: String): Int @external label: String @requires(fields: "length(unit: \\"pages\\")")
        }
        type Film @key(fields: "id") { id: ID! length: Int @external label: String @requires(fields: "length") }
      `,
      resolvers: {
        Book: { __resolveReference: byId, label: ({ length }: { length: number }) => `${length} pages` },
        Film: { __resolveReference: byId, label: ({ length }: { length: number }) => `${length} minutes` },
      },
    },
  });
  expect(await execute('{ items { ... on Book { label } ... on Film { label } } }')).toEqual({
    data: { items: [{ label: '5 pages' }, { label: '90 minutes' }] },
  });
});

describe('an interface object', () => {
  const BOOK = { __typename: 'Book', id: '1', title: 'Ulysses' };
  const media: MemorySubgraph = {
    sdl: `
      type Query { media: [Media!]! }
      interface Media @key(fields: "id") { id: ID! title: String! }
      type Book implements Media @key(fields: "id") { id: ID! title: String! }
      type Film implements Media @key(fields: "id") { id: ID! title: String! }
    `,
    resolvers: {
      Query: { media: () => [BOOK] },
      Media: { __resolveReference: ({ id }: { id: string }) => (id === '1' ? BOOK : null) },
      Book: { __resolveReference: () => BOOK },
    },
  };
  const ratings: MemorySubgraph = {
    sdl: `
      type Query { topRatedMedia: [Media] }
      type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int votes(of: String): Int }
    `,
    resolvers: {
      Query: { topRatedMedia: () => [{ id: '1' }, { id: 'gone' }] },
      Media: {
        __resolveReference: byId,
        stars: ({ id }: { id: string }) => Number(id),
        votes(_: unknown, { of }: { of?: string }) {
          if (of === undefined) throw new Error('of whom?');
          return of.length;
        },
      },
    },
  };
  const reviews: MemorySubgraph = {
    sdl: `type Book @key(fields: "id") { id: ID! review: String }`,
    resolvers: { Book: { __resolveReference: byId, review: () => 'good' } },
  };
  const graph = memoryGraph({ media, ratings, reviews });

  it('is of a concrete type where that matters, and null with an error where nobody knows it', async () => {
    const { data, errors } = await graph.execute(
      '{ topRatedMedia { __typename t: title ...on Book { __typename review } } }',
    );
    expect(data).toEqual({ topRatedMedia: [{ __typename: 'Book', t: 'Ulysses', review: 'good' }, null] });
    expect(errors).toMatchObject([{ path: ['topRatedMedia', 1] }]);
  });

  it('is not looked up where its type does not matter', async () => {
    graph.fetches.length = 0;
    const { data } = await graph.execute('{ topRatedMedia { id stars } }');
    expect(data).toEqual({
      topRatedMedia: [
        { id: '1', stars: 1 },
        { id: 'gone', stars: null },
      ],
    });
    expect(graph.fetches.map(({ subgraph }) => subgraph)).toEqual(['ratings']);
  });

  it('has no error of what is selected only of another type', async () => {
    const { data, errors } = await graph.execute('{ media { v: votes(of: "all") ... on Film { votes } } }');
    expect({ data, errors }).toEqual({ data: { media: [{ v: 3 }] }, errors: undefined });
    expect(await graph.execute('{ media { v: votes(of: "all") ... on Book { votes } } }')).toMatchObject({
      data: { media: [{ v: 3, votes: null }] },
      errors: [{ path: ['media', 0, 'votes'] }],
    });
  });
});
