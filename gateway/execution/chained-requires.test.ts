import { memoryGraph, type MemorySubgraph } from './memory-graph.fixture';

/** Fields that require fields that themselves require others. The planner alone fetches the latter too early. */

type Entity = Record<string, unknown>;
const __resolveReference = (one: Entity) => one;

/** Tells from what it is computed. */
const from =
  (...names: string[]) =>
  (entity: Entity) =>
    `${names.map((name) => JSON.stringify(entity[name])).join()}!`;

const REF = 'type Ref @shareable { no: Int! }';
const BOTH_KEYS = '@key(fields: "id") @key(fields: "ref { no }")';
const numberOf = ({ id, ref }: { id?: string; ref?: { no: number } }) => ref?.no ?? Number(id);
const withKeys = {
  __resolveReference,
  id: (one: object) => String(numberOf(one)),
  ref: (one: object) => ({ no: numberOf(one) }),
};

const apples: Record<string, MemorySubgraph> = {
  computing: {
    sdl: `${REF} type Apple ${BOTH_KEYS} {
      id: ID! ref: Ref! f3: Int @external computed: String @requires(fields: "f3")
    }`,
    resolvers: { Apple: { ...withKeys, computed: from('f3') } },
  },
  roots: {
    sdl: `type Query { some: [Apple] rows: [[Row!]] } type Row { apple: Apple! } type Apple @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: { some: () => [{ id: '1' }, null, { id: '2' }], rows: () => [[{ apple: { id: '1' } }], null] },
    },
  },
  values: {
    sdl: `${REF} type Apple ${BOTH_KEYS} { id: ID! ref: Ref! f3: Int }`,
    resolvers: { Apple: { ...withKeys, f3: (one: object) => numberOf(one) * 10 } },
  },
  further: {
    sdl: `${REF} type Apple @key(fields: "ref { no }") {
      ref: Ref! computed: String @external further: String @requires(fields: "computed")
      third: String @external fourth: String @requires(fields: "third computed")
    }`,
    resolvers: { Apple: { __resolveReference, further: from('computed'), fourth: from('third', 'computed') } },
  },
  third: {
    sdl: `type Apple @key(fields: "id") { id: ID! further: String @external third: String @requires(fields: "further") }`,
    resolvers: { Apple: { __resolveReference, third: from('further') } },
  },
};

describe('a chain of @requires', () => {
  const graph = memoryGraph(apples);

  it.each<[string, unknown]>([
    ['{ some { further } }', { some: [{ further: '"10!"!' }, null, { further: '"20!"!' }] }],
    [
      '{ some { further computed f3 } }',
      {
        some: [{ further: '"10!"!', computed: '10!', f3: 10 }, null, { further: '"20!"!', computed: '20!', f3: 20 }],
      },
    ],
    ['{ rows { apple { further } } }', { rows: [[{ apple: { further: '"10!"!' } }], null] }],
    ['{ rows { apple { third } } }', { rows: [[{ apple: { third: '"\\"10!\\"!"!' } }], null] }],
    ['{ rows { apple { fourth } } }', { rows: [[{ apple: { fourth: '"\\"\\\\\\"10!\\\\\\"!\\"!","10!"!' } }], null] }],
  ])('%s', async (query, data) => {
    expect(await graph.execute(query)).toEqual({ data });
  });
});

it('fetches no field from a subgraph that only requires it', async () => {
  const { execute } = memoryGraph({
    roots: {
      sdl: 'type Query { apple: Apple } type Apple @key(fields: "id") { id: ID! }',
      resolvers: { Query: { apple: () => ({ id: '1' }) } },
    },
    computing: {
      sdl: `type Apple @key(fields: "id") {
        id: ID! name: String @external computed: String @requires(fields: "name")
        further: String @external furthest: String @requires(fields: "further")
      }`,
      resolvers: { Apple: { __resolveReference, computed: from('name'), furthest: from('further') } },
    },
    names: {
      sdl: `type Apple @key(fields: "id") {
        id: ID! name: String computed: String @external further: String @requires(fields: "computed")
      }`,
      resolvers: { Apple: { __resolveReference, name: () => 'x', further: from('computed') } },
    },
  });
  expect(await execute('{ apple { furthest } }')).toEqual({
    data: { apple: { furthest: from('a')({ a: from('a')({ a: '"x"!' }) }) } },
  });
});

it('waits for all that is required, also if the key is known before', async () => {
  const { execute } = memoryGraph({
    a: {
      sdl: `type Apple @key(fields: "id") @key(fields: "code") { id: ID! code: String! f2: Int }`,
      resolvers: { Apple: { __resolveReference, f2: () => 2 } },
    },
    b: {
      sdl: `type Apple @key(fields: "code") {
        code: String! f3: Int computed: String @external further: String @requires(fields: "computed")
      }`,
      resolvers: { Apple: { __resolveReference, f3: () => 3, further: from('computed') } },
    },
    c: {
      sdl: `type Query { apple: Apple }
        type Apple @key(fields: "id") @key(fields: "code") {
          id: ID! code: String! f2: Int @external f3: Int @external computed: String @requires(fields: "f2 f3")
        }`,
      resolvers: {
        Query: { apple: () => ({ id: '1', code: 'one' }) },
        Apple: { __resolveReference, computed: from('f2', 'f3') },
      },
    },
  });
  expect(await execute('{ apple { further } }')).toEqual({ data: { apple: { further: '"2,3!"!' } } });
});

it('requires by one fetch what another part of the operation requires too', async () => {
  const { execute } = memoryGraph({
    roots: {
      sdl: 'type Query { rows: [Row] } type Row @key(fields: "id") { id: ID! }',
      resolvers: {
        Query: { rows: () => [{ id: '1' }] },
      },
    },
    names: {
      sdl: `type Row @key(fields: "id") { id: ID! apple: Apple! } type Apple @key(fields: "id") { id: ID! name: String }`,
      resolvers: { Row: { __resolveReference, apple: ({ id }: { id: string }) => ({ id, name: `name ${id}` }) } },
    },
    computing: {
      sdl: `${REF} type Apple ${BOTH_KEYS} {
        id: ID! ref: Ref! name: String @external computed: String @requires(fields: "name")
      }`,
      resolvers: { Apple: { ...withKeys, computed: from('name') } },
    },
    further: {
      sdl: `${REF} type Apple @key(fields: "ref { no }") {
        ref: Ref! computed: String @external further: String @requires(fields: "computed")
      }`,
      resolvers: { Apple: { __resolveReference, further: from('computed') } },
    },
  });
  expect(await execute('{ rows { apple { further computed } } }')).toEqual({
    data: { rows: [{ apple: { further: '"\\"name 1\\"!"!', computed: '"name 1"!' } }] },
  });
});

it('requires what is computed of the objects in a list', async () => {
  const { execute } = memoryGraph({
    ...apples,
    baskets: {
      sdl: `${REF}
        type Query { baskets: [Basket!] }
        type Basket @key(fields: "id") { id: ID! apples: [[Apple!]] }
        type Apple @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: { baskets: () => [{ id: 'b' }] },
        Basket: { __resolveReference, apples: () => [[{ id: '1' }, { id: '2' }], null] },
      },
    },
    labels: {
      sdl: `
        type Basket @key(fields: "id") {
          id: ID! apples: [[Apple!]] @external label: String @requires(fields: "apples { further }")
        }
        type Apple @key(fields: "id") { id: ID! further: String @external }`,
      resolvers: { Basket: { __resolveReference, label: from('apples') } },
    },
  });
  const label = `${JSON.stringify([[{ further: '"10!"!' }, { further: '"20!"!' }], null])}!`;
  expect(await execute('{ baskets { label } }')).toEqual({ data: { baskets: [{ label }] } });
});

it('requires what is computed of a type that is reached through an interface object', async () => {
  const { execute } = memoryGraph({
    media: {
      sdl: `
        type Query { media: Media }
        interface Media @key(fields: "id") { id: ID! }
        type Book implements Media @key(fields: "id") {
          id: ID! title: String @external computed: String @requires(fields: "title")
        }
        type Film implements Media @key(fields: "id") { id: ID! }`,
      resolvers: {
        Media: { __resolveReference: ({ id }: Entity) => ({ __typename: id === '1' ? 'Book' : 'Film', id }) },
        Book: { __resolveReference, computed: from('title') },
      },
    },
    titles: {
      sdl: 'type Book @key(fields: "id") { id: ID! title: String }',
      resolvers: { Book: { __resolveReference, title: () => 'Ulysses' } },
    },
    ratings: {
      sdl: 'type Query { topRated: [Media] } type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int }',
      resolvers: { Query: { topRated: () => [{ id: '1' }, { id: '2' }] } },
    },
    reviews: {
      sdl: `type Book @key(fields: "id") {
        id: ID! computed: String @external further: String @requires(fields: "computed")
      }`,
      resolvers: { Book: { __resolveReference, further: from('computed') } },
    },
  });
  expect(await execute('{ topRated { ... on Book { further } } }')).toEqual({
    data: { topRated: [{ further: '"\\"Ulysses\\"!"!' }, {}] },
  });
});
