import { composed, serveSubgraph, startStandalone, type HttpSubgraph, type RunningStandalone } from './graph.fixture';
import { subscriber, type Subscriber } from './subscriber.fixture';

const SDL = `
  type Query { shelf: Shelf }
  type Mutation { dust: Shelf }
  type Subscription { added: Shelf }
  type Shelf { name: String dear: Int @cost(weight: 90) books(first: Int = 5): [Book!]! @listSize(slicingArguments: ["first"]) }
  type Book { title: String shelf: Shelf }
`;
const MAX_RESPONSE_BYTES = 4_000;
const shelf = {
  name: 'top',
  dear: 1,
  books: ({ first }: { first: number }) => Array.from({ length: first }, () => ({ title: 'Ulysses', shelf })),
};

let subgraph: HttpSubgraph;
let running: RunningStandalone;
let subscribers: Subscriber[] = [];
beforeAll(async () => {
  const resolvers = { Query: { shelf: () => shelf }, Mutation: { dust: () => shelf } };
  subgraph = await serveSubgraph({ name: 'books', sdl: SDL, resolvers });
  const limits = { maxCost: 100, defaultListSize: 10, maxResponseBytes: MAX_RESPONSE_BYTES, maxMutations: 10 };
  running = await startStandalone(composed([subgraph]), { limits });
});
afterAll(async () => {
  await running.close();
  await subgraph.close();
});
beforeEach(() => {
  subgraph.requests.length = 0;
});
afterEach(() => {
  for (const one of subscribers) one.close();
  subscribers = [];
});

const overSocket = (query: string, variables?: Record<string, unknown>) => {
  const one = subscriber(running.gateway.url, { query, variables });
  subscribers.push(one);
  return one;
};
const refusal = (cost: number, limit = 100) => [{ extensions: { code: 'QUERY_TOO_COMPLEX', cost, limit } }];
const TITLES = 'query ($n: Int) { shelf { books(first: $n) { title } } }';

describe('an operation that costs too much is refused, and nothing is fetched', () => {
  it.each<[string, string, number, Record<string, unknown>]>([
    ['a size by variable', TITLES, 201, { n: 200 }],
    ['lists in lists', '{ shelf { books(first: 10) { shelf { books(first: 9) { title } } } } }', 111, {}],
    ['sizes by default', '{ shelf { books { shelf { books { shelf { books { title } } } } } } }', 186, {}],
    ['a mutation', 'mutation { dust { dear books { title } } }', 106, {}],
  ])('%s', async (_, query, cost, variables) => {
    expect(await running.request(query, variables)).toMatchObject({ errors: refusal(cost) });
    const socket = overSocket(query, variables);
    await socket.ended();
    expect(socket.results).toMatchObject([{ errors: refusal(cost) }]);
    expect(subgraph.requests).toEqual([]);
  });

  it('also once the same text was admitted with other variables', async () => {
    for (const n of [2, 3, 4]) expect(await running.request(TITLES, { n })).toMatchObject({ data: { shelf: {} } });
    expect(await running.request(TITLES, { n: 200 })).toMatchObject({ errors: refusal(201) });
    expect(subgraph.requests).toHaveLength(3);
  });

  it('a subscription, whose events may cost a tenth, over sockets and streams', async () => {
    const query = 'subscription ($n: Int) { added { books(first: $n) { title } } }';
    const socket = overSocket(query, { n: 20 });
    expect(await socket.ended()).toMatchObject(refusal(21, 10));
    const stream = await running.post({ query, variables: { n: 20 } }, { accept: 'text/event-stream' });
    expect(await stream.text()).toMatch(/"code":"QUERY_TOO_COMPLEX"/);
    expect(subgraph.requests).toEqual([]);
  });
});

it('tells the cost to who wants to know, by a header or by an extension', async () => {
  const body = { query: TITLES, variables: { n: 4 } };
  const ask = async (more: object, headers = {}) => (await running.post({ ...body, ...more }, headers)).json();
  for (const round of ['first', 'repeated']) {
    expect([round, await ask({})]).not.toHaveProperty('1.extensions');
    expect([round, await ask({}, { 'graphql-cost': 'report' })]).toHaveProperty('1.extensions', { cost: 5 });
    expect([round, await ask({ extensions: { cost: true } })]).toHaveProperty('1.extensions', { cost: 5 });
  }
});

it('ends a result that is too large in spite of its cost', async () => {
  const leaves = Array.from({ length: 30 }, (_, index) => `alias${index}: title`).join(' ');
  const query = `query ($n: Int) { shelf { books(first: $n) { ${leaves} } } }`;
  const titles = async (n: number) => running.request(query, { n });
  for (const round of [1, 2]) {
    expect([round, await titles(1)]).toMatchObject([round, { data: { shelf: { books: [{ alias29: 'Ulysses' }] } } }]);
    expect([round, await titles(50)]).toMatchObject([
      round,
      { data: null, errors: [{ extensions: { code: 'QUERY_TOO_COMPLEX', limit: MAX_RESPONSE_BYTES } }] },
    ]);
  }
});
