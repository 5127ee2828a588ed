import { until } from '@parley/testing/until';
import {
  composed,
  serveSubgraph,
  startStandalone,
  type HttpSubgraph,
  type Result,
  type RunningStandalone,
} from './graph.fixture';

const PEOPLE = `
  type Query { me: Person }
  type Person @key(fields: "id") { id: ID! name: String }
`;
const REVIEWS = 'type Person @key(fields: "id") { id: ID! reviews: [String!] }';
const QUERY = '{ me { name reviews } }';

let people: HttpSubgraph;
let reviews: HttpSubgraph;
let running: RunningStandalone;
beforeAll(async () => {
  const me = { __typename: 'Person', id: 'ada', name: 'Ada' };
  people = await serveSubgraph({ name: 'people', sdl: PEOPLE, resolvers: { Query: { me: () => me } } });
  reviews = await serveSubgraph({
    ...{ name: 'reviews', sdl: REVIEWS },
    resolvers: { Person: { reviews: () => ['good'] } },
  });
});
afterAll(async () => {
  await people.close();
  await reviews.close();
});
afterEach(async () => {
  await running.close();
  reviews.respond = undefined;
});

it('is spared after failures in a row, until it responds again', async () => {
  running = await startStandalone(composed([people, reviews]));
  reviews.respond = () => ({ status: 503, body: '' });
  for (let n = 0; n < 10; n++) {
    const { errors } = await running.request(QUERY);
    expect(errors).toMatchObject([{ path: ['me'], extensions: { code: 'UNAVAILABLE' } }]);
  }
  const received = reviews.requests.length;
  const { data, errors } = await running.request(QUERY);
  expect(data).toEqual({ me: { name: 'Ada', reviews: null } });
  expect(errors).toMatchObject([{ path: ['me'], extensions: { code: 'UNAVAILABLE', retryable: true } }]);
  expect(errors![0]!.extensions.retryAfterMs).toBeGreaterThan(0);
  expect(errors![0]!.extensions.retryAfterMs).toBeLessThanOrEqual(1_000);
  expect(reviews.requests).toHaveLength(received);
  reviews.respond = undefined;
  await until(async () => (await running.request(QUERY)).errors === undefined, { what: 'The subgraph responds again' });
});

it('is not spared for what it refuses', async () => {
  running = await startStandalone(composed([people, reviews]));
  reviews.respond = () => ({ status: 413, body: '' });
  for (let n = 0; n < 12; n++) await running.request(QUERY);
  reviews.respond = undefined;
  expect((await running.request(QUERY)).errors).toBeUndefined();
});

it('keeps an operation no longer than its deadline', async () => {
  running = await startStandalone(composed([people, reviews]), { limits: { deadlineMs: 100 } });
  reviews.respond = () => 'hang';
  const response = await running.post({ query: QUERY });
  const { errors } = (await response.json()) as Result;
  expect(errors).toMatchObject([{ message: 'That took too long', extensions: { code: 'UNAVAILABLE' } }]);
  expect(response.status).toBe(503);
});
