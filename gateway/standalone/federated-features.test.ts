import { once } from 'node:events';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { until } from '@parley/testing/until';
import { execute, parse, type GraphQLSchema } from 'graphql';
import WebSocket from 'ws';
import { composed, serveSubgraph, startStandalone, type HttpSubgraph, type RunningStandalone } from './graph.fixture';

/** Each operation runs on the federated graph and on one schema with the same types and data: the results are equal. */

const PRODUCTS = [
  {
    __typename: 'Book',
    id: '1',
    sku: 'b-1',
    region: 'eu',
    title: 'Ulysses',
    price: 10,
    weight: 2,
    tags: [['a', 'b'], []],
  },
  { __typename: 'Lamp', id: '2', sku: 'l-2', region: 'us', title: 'Lamp', price: 30, weight: 5, tags: [] },
  { __typename: 'Book', id: '3', sku: 'b-3', region: 'eu', title: 'Emma', price: 20, weight: 1, tags: [['c']] },
];
const product = (id: string) => PRODUCTS.find((one) => one.id === id);
const fail = (message: string, code: string) => Object.assign(new Error(message), { extensions: { code } });
let log: string[] = [];

const CATALOG = {
  name: 'catalog',
  sdl: `
    "A day" scalar Day
    scalar Big
    enum Kind { BOOK LAMP @deprecated(reason: "no more lamps") }
    interface Product @key(fields: "id") { id: ID! title: String }
    type Book implements Product @key(fields: "id") @key(fields: "sku region") {
      id: ID! sku: String! region: String! title: String price: Int weight: Int tags: [[String!]!]
      "When it came out" published: Day
      secret: String @inaccessible
      old: String @deprecated(reason: "use title")
      related: [[Product!]]
    }
    type Lamp implements Product @key(fields: "id") { id: ID! title: String price: Int weight: Int }
    union Thing = Book | Lamp
    input Filter { kind: Kind = BOOK, range: Range = { from: 0 } } input Range { from: Int! to: Int = 100 }
    type Query {
      products: [Product!]! things: [Thing!] book(id: ID!): Book
      filtered(filter: Filter = {}, first: Int = 2): String!
      big(of: Big, id: ID, float: Float): Big
      size: Big
      shared: String @shareable
      bySku: Book
      firm: Firm
    }
    type Firm @key(fields: "id") { id: ID! owner: Owner @provides(fields: "name") }
    type Owner @key(fields: "id") { id: ID! name: String @external }
    type Mutation { first(text: String!): String! third(text: String!): String! }
  `,
  resolvers: {
    Query: {
      products: () => PRODUCTS,
      things: () => PRODUCTS,
      book: (_: unknown, { id }: { id: string }) => product(id),
      filtered: (_: unknown, args: object) => JSON.stringify(args),
      big: (_: unknown, { of, id, float }: { of: unknown; id?: string; float?: number }) => of ?? id ?? float,
      shared: () => 'shared',
      bySku: () => PRODUCTS[0],
      firm: () => ({ id: 'f', owner: { id: 'o', name: 'Olga' } }),
    },
    Book: {
      __resolveReference: (key: { id?: string; sku?: string }) =>
        PRODUCTS.find(({ id, sku }) => id === key.id || sku === key.sku),
      published: () => '2026-01-02',
      old: () => 'old',
      related: () => [[PRODUCTS[1], PRODUCTS[0]], null, [PRODUCTS[2]]],
    },
    Lamp: { __resolveReference: ({ id }: { id: string }) => product(id) },
    Product: { __resolveReference: ({ id }: { id: string }) => product(id) },
    Mutation: {
      first: (_: unknown, { text }: { text: string }) => (log.push(text), log.join()),
      third: (_: unknown, { text }: { text: string }) => (log.push(text), log.join()),
    },
  },
};

const SHIPPING = {
  name: 'shipping',
  sdl: `
    type Book @key(fields: "id") { id: ID! price: Int @external weight: Int @external shipping: Int @requires(fields: "price weight") stock: Stock! }
    type Lamp @key(fields: "id") { id: ID! shipping: Int! }
    type Stock { left: Int! }
    type Query { shared: String @shareable owner: Owner }
    type Owner @key(fields: "id") { id: ID! name: String @shareable age: Int }
    type Mutation { second(text: String!): String! }
  `,
  resolvers: {
    Query: { shared: () => 'shared', owner: () => ({ id: 'o', name: 'Olga', age: 50 }) },
    Owner: { __resolveReference: () => ({ id: 'o', name: 'Olga', age: 50 }) },
    Book: {
      __resolveReference: (book: object) => book,
      shipping: ({ price, weight }: { price: number; weight: number }) => price * weight,
      stock({ id }: { id: string }) {
        if (id === '3') throw fail('Nobody counted', 'UNCOUNTED');
        return { left: Number(id) };
      },
    },
    Lamp: {
      __resolveReference: (lamp: object) => lamp,
      shipping: () => {
        throw fail('Too fragile', 'FRAGILE');
      },
    },
    Mutation: { second: (_: unknown, { text }: { text: string }) => (log.push(text), log.join()) },
  },
};

const RATINGS = {
  name: 'ratings',
  sdl: `
    type Product @key(fields: "id") @interfaceObject { id: ID! rating: Float @tag(name: "public") }
    type Query { none: Int }
  `,
  resolvers: {
    Product: { __resolveReference: (one: object) => one, rating: ({ id }: { id: string }) => Number(id) / 2 },
  },
};

const EDITIONS = {
  name: 'editions',
  sdl: `
    type Book @key(fields: "sku region") { sku: String! region: String! edition: String title: String @override(from: "catalog") }
  `,
  resolvers: {
    Book: {
      __resolveReference: (one: object) => one,
      edition: ({ sku, region }: { sku: string; region: string }) => `${sku} of ${region}`,
      title: ({ sku }: { sku: string }) => PRODUCTS.find((one) => one.sku === sku)!.title,
    },
  },
};

const MONOLITH_SDL = CATALOG.sdl
  .replace(/@inaccessible|@shareable|@external|@provides\([^)]*\)|@key\([^)]*\)/g, '')
  .replace('secret: String', '')
  .replace('interface Product  {', 'interface Product { rating: Float')
  .replace(
    'type Book implements Product   {',
    'type Book implements Product { rating: Float shipping: Int stock: Stock! edition: String',
  )
  .replace('type Lamp implements Product  {', 'type Lamp implements Product { rating: Float shipping: Int!')
  .replace('type Owner  {', 'type Stock { left: Int! } type Owner { age: Int')
  .replace('type Query {', 'type Query { none: Int owner: Owner')
  .replace('type Mutation {', 'type Mutation { second(text: String!): String!');

const { __resolveReference: _, ...ratings } = RATINGS.resolvers.Product;
const own = ({ __resolveReference: __, ...fields }: Record<string, unknown>) => fields;
const MONOLITH_RESOLVERS = {
  Query: { ...CATALOG.resolvers.Query, ...SHIPPING.resolvers.Query },
  Mutation: { ...CATALOG.resolvers.Mutation, ...SHIPPING.resolvers.Mutation },
  Book: {
    ...own(CATALOG.resolvers.Book),
    ...own(SHIPPING.resolvers.Book),
    ...own(EDITIONS.resolvers.Book),
    ...ratings,
  },
  Lamp: { ...own(SHIPPING.resolvers.Lamp), ...ratings },
  Owner: { age: () => 50 },
};

let subgraphs: HttpSubgraph[];
let running: RunningStandalone | undefined;
let monolith: GraphQLSchema;
beforeAll(async () => {
  subgraphs = await Promise.all([CATALOG, SHIPPING, RATINGS, EDITIONS].map(serveSubgraph));
  running = await startStandalone(composed(subgraphs));
  monolith = buildSubgraphSchema({ typeDefs: parse(MONOLITH_SDL), resolvers: MONOLITH_RESOLVERS });
});
afterAll(async () => {
  await running?.close();
  for (const subgraph of subgraphs) await subgraph.close();
});

interface Seen {
  path?: readonly (string | number)[];
  extensions?: Record<string, unknown>;
}
const shown = ({ data, errors = [] }: { data?: unknown; errors?: readonly Seen[] }) => ({
  data: JSON.parse(JSON.stringify(data)) as unknown,
  errors: errors.map(({ path, extensions }) => `${path?.join('.')} ${String(extensions?.code)}`).sort(),
});

const OPERATIONS: [string, string, Record<string, unknown>?][] = [
  [
    '@key, @requires, @override, @interfaceObject',
    '{ products { __typename id title rating ... on Book { shipping edition } } }',
  ],
  ['a compound @key', '{ bySku { edition title rating } }'],
  ['@provides', '{ firm { owner { name } } }'],
  ['@external beyond @provides', '{ firm { owner { name age } } }'],
  ['a union', '{ things { __typename ... on Book { id shipping } ... on Lamp { weight } } }'],
  [
    'fragments on the interface',
    '{ products { ...P } things { ...P } } fragment P on Product { rating title ...B } fragment B on Book { price }',
  ],
  ['aliases', '{ a: book(id: 1) { x: title y: shipping z: shipping } b: book(id: "3") { x: rating } c: shared }'],
  ['lists of lists of entities', '{ book(id: 1) { tags related { __typename rating ... on Book { edition } } } }'],
  ['what is not there', '{ book(id: 9) { title shipping } none }'],
  ['__typename of roots', '{ __typename q: __typename book(id: 1) { __typename t: __typename } }'],
  [
    '@skip and @include',
    'query ($yes: Boolean!, $no: Boolean = false) { book(id: 1) { title @include(if: $yes) shipping @skip(if: $yes) ... @include(if: $no) { edition } ...S @skip(if: $no) } } fragment S on Book { rating }',
    { yes: true },
  ],
  [
    '@skip and @include, the other way',
    'query ($yes: Boolean!, $no: Boolean = false) { book(id: 1) { title @include(if: $yes) shipping @skip(if: $yes) ... @include(if: $no) { edition } } }',
    { yes: false, no: true },
  ],
  ['default values', '{ filtered a: filtered(filter: { range: { from: 1 } }) b: filtered(filter: null, first: null) }'],
  [
    'variables in nested inputs',
    'query ($from: Int!, $kind: Kind = LAMP, $to: Int) { filtered(filter: { kind: $kind, range: { from: $from, to: $to } }) }',
    { from: 3 },
  ],
  [
    'a whole input as a variable',
    'query ($f: Filter) { a: filtered(filter: $f) b: filtered(filter: $f, first: 1) }',
    { f: { range: { from: 7 } } },
  ],
  ['variables that are not given', 'query ($f: Filter, $n: Int) { filtered(filter: $f, first: $n) }'],
  ['custom scalars and deprecated fields', '{ book(id: 1) { published old } }'],
  ['@shareable', '{ shared }'],
  [
    'an error in an entity of a list, which a union has others in',
    '{ things { ... on Lamp { id } ... on Book { stock { left } } } }',
  ],
  ['an error in a field that may not be null', '{ products { id ... on Book { stock { left } } } }'],
  ['an error in a nullable parent', '{ book(id: 3) { title stock { left } } shared }'],
  ['errors of several types', '{ things { ... on Lamp { shipping } } shared }'],
  [
    'errors in lists of lists',
    '{ book(id: 1) { related { ... on Book { stock { left } } ... on Lamp { shipping } } } }',
  ],
  [
    'introspection',
    '{ __schema { queryType { name } types { name } } __type(name: "Book") { description fields(includeDeprecated: true) { name description isDeprecated deprecationReason } } k: __type(name: "Kind") { enumValues(includeDeprecated: true) { name isDeprecated } } }',
  ],
];

it.each(OPERATIONS.map(([what, query, variables = {}]) => [what, query, variables] as const))(
  '%s',
  async (_, query, variables) => {
    const federated = await running!.request(query, variables);
    const expected = await execute({ schema: monolith, document: parse(query), variableValues: variables });
    if (query.includes('__schema')) return sameApi(federated.data as never, expected.data as never);
    expect(shown(federated as never)).toEqual(shown(expected));
  },
);

/** The monolith is built as a subgraph, which has types of its own. */
function sameApi(federated: Introspected, expected: Introspected): void {
  const names = ({ __schema }: Introspected) =>
    __schema.types
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('_') || name.startsWith('__'))
      .sort();
  expect(names(federated)).toEqual(names(expected).filter((name) => !/FieldSet|federation__|link__/.test(name)));
  const fields = ({ __type }: Introspected) => [...__type.fields].sort((a, b) => a.name.localeCompare(b.name));
  expect(fields(federated)).toEqual(fields(expected));
  expect(federated.k).toEqual(expected.k);
}
interface Introspected {
  __schema: { types: { name: string }[] };
  __type: { fields: { name: string }[] };
  k: unknown;
}

it('mutates in the order of the operation, across subgraphs', async () => {
  log = [];
  const { data } = await running!.request(
    'mutation { a: first(text: "1") b: second(text: "2") c: third(text: "3") d: second(text: "4") }',
  );
  expect(data).toEqual({ a: '1', b: '1,2', c: '1,2,3', d: '1,2,3,4' });
});

describe('numbers of any size', () => {
  const QUERY = 'query ($of: Big, $id: ID, $float: Float) { size big(of: $of, id: $id, float: $float) }';
  const VARIABLES = '{"of":{"n":[12345678901234567890]},"id":98765432109876543210,"float":12345678901234567890}';
  const RESULT = '{"data":{"size":12345678901234567890,"big":null}}';
  beforeAll(() => (subgraphs[0]!.respond = () => ({ status: 200, body: '{"data":{"size":12345678901234567890}}' })));
  afterAll(() => delete subgraphs[0]!.respond);
  afterEach(() => {
    expect(subgraphs[0]!.body).toContain('{"n":[12345678901234567890]},"id":"98765432109876543210"');
    delete subgraphs[0]!.body;
  });
  const url = () => `${running!.gateway.url}/graphql`;

  it('pass over POST', async () => {
    const headers = { 'content-type': 'application/json' };
    const body = `{"query":${JSON.stringify(QUERY)},"variables":${VARIABLES}}`;
    const response = await fetch(url(), { method: 'POST', headers, body });
    expect(await response.text()).toBe(`${RESULT}\n`);
  });

  it('pass over GET', async () => {
    const response = await fetch(`${url()}?${new URLSearchParams({ query: QUERY, variables: VARIABLES })}`);
    expect(await response.text()).toBe(`${RESULT}\n`);
  });

  it('pass over a socket', async () => {
    const socket = new WebSocket(url().replace('http', 'ws'), 'graphql-transport-ws');
    const messages: string[] = [];
    socket.on('message', (data: Buffer) => messages.push(String(data)));
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await until(() => messages.length === 1);
    const payload = `{"query":${JSON.stringify(QUERY)},"variables":${VARIABLES}}`;
    socket.send(`{"id":"1","type":"subscribe","payload":${payload}}`);
    await until(() => messages.length === 3);
    expect(messages[1]).toBe(`{"id":"1","type":"next","payload":${RESULT}}`);
    socket.close();
    await once(socket, 'close');
  });
});

it('ends the fetches of a query whose client is gone', async () => {
  let open = 0;
  let closed = 0;
  subgraphs[0]!.respond = () => 'hang';
  subgraphs[0]!.onRequest = (request) => {
    open++;
    request.socket.once('close', () => closed++);
  };
  const controller = new AbortController();
  const left = fetch(`${running!.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ size }' }),
    signal: controller.signal,
  });
  await until(() => open === 1);
  controller.abort();
  await expect(left).rejects.toThrow();
  await until(() => closed === 1);
  delete subgraphs[0]!.respond;
  delete subgraphs[0]!.onRequest;
});
