import {
  composed,
  serveSubgraph,
  startStandalone,
  type HttpSubgraph,
  type RunningStandalone,
} from '../standalone/graph.fixture';

const SDL = `
  type Query { me: Person people(first: Int! = 2): [Person!]! wrong: String }
  type Mutation { rename(name: String!): Person }
  type Person @key(fields: "id") { id: ID! name: String }
`;
const ADA = { id: 'ada', name: 'Ada "the first" Lovelace\u2028\ud83d\ude80' };

let subgraph: HttpSubgraph;
let running: RunningStandalone;
beforeAll(async () => {
  const resolvers = {
    Query: {
      me: () => ADA,
      people: (_: unknown, { first }: { first: number }) => Array.from({ length: first }, () => ADA),
      wrong() {
        throw new Error('That went wrong');
      },
    },
    Mutation: { rename: (_: unknown, { name }: { name: string }) => ({ id: 'ada', name }) },
  };
  subgraph = await serveSubgraph({ name: 'people', sdl: SDL, resolvers });
  running = await startStandalone(composed([subgraph]));
});
afterAll(async () => {
  await running.close();
  await subgraph.close();
});

/** All that a client sees of a response, and whether the subgraph got a request. */
async function exchange(body: unknown, accept: string) {
  subgraph.requests.length = 0;
  const response = await running.post(body, { accept, 'x-correlation-id': 'same' });
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'));
  return { status: response.status, headers, text: await response.text(), fetches: subgraph.requests.length };
}

const QUERY = 'query Q($first: Int! = 2) { people(first: $first) { id n: name __typename } }';
const TWO = 'query One { me { id } } query Two { me { name } }';

it.each<[string, object]>([
  ['a query', { query: QUERY }],
  ['variables', { query: QUERY, variables: { first: 1 } }],
  ['null for what there need not be', { query: QUERY, variables: null, operationName: null, extensions: null }],
  ['one of several operations', { query: TWO, operationName: 'Two' }],
  ['none of several operations', { query: TWO }],
  ['an operation that is not there', { query: TWO, operationName: 'Three' }],
  ['a mutation', { query: 'mutation M($name: String!) { rename(name: $name) { name } }', variables: { name: 'Bob' } }],
  ['an error of a subgraph', { query: '{ wrong me { id } }' }],
  ['variables that do not fit', { query: QUERY, variables: { first: 'many' } }],
  ['variables that are no object', { query: QUERY, variables: [] }],
  ['extensions that are no object', { query: QUERY, extensions: [] }],
  ['introspection', { query: '{ __schema { queryType { name } } me { id } }' }],
  ['the name of the root type', { query: '{ __typename }' }],
  ['an operation that is not valid', { query: '{ you }' }],
])('repeats its response to %s', async (_, body) => {
  for (const accept of ['application/json', 'application/graphql-response+json', '*/*', 'text/html']) {
    const first = await exchange(body, accept);
    expect(await exchange(body, accept)).toEqual(first);
    expect(await exchange(body, accept)).toEqual(first);
  }
});

it('knows a client by what it accepts', async () => {
  const hits = async () => {
    const text = await (await fetch(`${running.gateway.url}/metrics`)).text();
    return Number(/parley_cache_lookups_total\{cache="accepted_types",result="hit"\} (\d+)/.exec(text)?.[1]);
  };
  const before = await hits();
  for (let n = 0; n < 3; n++) await exchange({ query: QUERY }, 'application/json; q=0.5');
  expect(await hits()).toBe(before + 2);
});
