import { until } from '@parley/testing/until';
import { EVENTS, PARTS, read } from '../http/streaming/stream-reading.fixture';
import { composed, startStandalone, type RunningStandalone } from './graph.fixture';
import { channel, servePushing, type PushingSubgraph } from './pushing-subgraph.fixture';
import { subscriber } from './subscriber.fixture';

/** However the one root field of a subscription is written: fragments, conditions, and the same field twice. */

const SDL = `
  type Query { ready: Boolean }
  type Subscription { ticked(from: Int = 0): Tick other: Tick }
  type Tick { n: Int! next: Tick }
`;
const ticks = channel<object>();
const RESOLVERS = {
  Subscription: {
    ticked: { subscribe: () => ticks.subscribe(), resolve: (value: object) => value },
    other: { subscribe: () => ticks.subscribe(), resolve: (value: object) => value },
  },
};

let subgraph: PushingSubgraph;
let running: RunningStandalone;
beforeAll(async () => {
  subgraph = await servePushing({ name: 'ticks', sdl: SDL, resolvers: RESOLVERS });
  running = await startStandalone(composed([subgraph]));
});
afterAll(async () => {
  await running.close();
  await subgraph.stop();
});

interface Listening {
  results(): unknown[];
  stop(): void;
}
type Listen = (operation: { query: string; variables?: Record<string, unknown> }) => Promise<Listening>;

const overResponse =
  (accept: string): Listen =>
  async (operation) => {
    const reading = await read(running.gateway.url, { ...operation, accept });
    const payloadOf = (result: unknown) => (result as { payload?: unknown }).payload ?? result;
    // what is no valid subscription is answered in JSON
    const isJson = reading.response.headers.get('content-type')?.startsWith('application/json');
    const inJson = () => (reading.text() ? [JSON.parse(reading.text()) as unknown] : []);
    return {
      results: () => (isJson ? inJson() : reading.results().map(payloadOf)),
      stop: () => reading.abort(),
    };
  };

const TRANSPORTS: Record<string, Listen> = {
  async socket(operation) {
    const one = subscriber(running.gateway.url, operation);
    const errors = () => (Array.isArray(one.end) ? [{ errors: one.end as unknown[] }] : []);
    return { results: () => [...one.results, ...errors()], stop: () => one.close() };
  },
  'event stream': overResponse(EVENTS),
  multipart: overResponse(PARTS),
};

const ON = { yes: true, no: false };
const DECLARED = '($yes: Boolean!, $no: Boolean = false)';

const TICK = { n: 1, next: { n: 2, next: null } };

describe.each(Object.entries(TRANSPORTS))('over %s', (_, listen) => {
  it.each<[string, string, object]>([
    ['a fragment', 'subscription { ...F } fragment F on Subscription { ticked { n } }', { ticked: { n: 1 } }],
    ['an inline fragment', 'subscription { ... { ... on Subscription { t: ticked { n } } } }', { t: { n: 1 } }],
    [
      'fragments in fragments, one of them used within the field, too',
      `subscription { ...A } fragment A on Subscription { ...B } fragment B on Subscription { ticked { ...T next { ...T } } }
       fragment T on Tick { n }`,
      { ticked: { n: 1, next: { n: 2 } } },
    ],
    ['the field twice', 'subscription { ticked { n } ticked { next { n } } }', { ticked: { n: 1, next: { n: 2 } } }],
    [
      'the field in a fragment and beside it',
      'subscription { ticked(from: 1) { n } ...F } fragment F on Subscription { ticked(from: 1) { next { n } } }',
      { ticked: { n: 1, next: { n: 2 } } },
    ],
    [
      'an inclusion',
      `subscription ${DECLARED} { ticked @include(if: $yes) { n } other @skip(if: $yes) { n } ...N }
       fragment N on Subscription { ticked @skip(if: $no) { next { n } } }`,
      { ticked: { n: 1, next: { n: 2 } } },
    ],
    [
      'a fragment that is included',
      `subscription ${DECLARED} { ...F @include(if: $yes) ... @include(if: $no) { other { n } } } fragment F on Subscription { ticked { n } }`,
      { ticked: { n: 1 } },
    ],
    [
      'a condition within that is a variable of the root, too',
      `subscription ${DECLARED} { ticked @include(if: $yes) @skip(if: $no) { n next @include(if: $yes) { n } } }`,
      { ticked: { n: 1, next: { n: 2 } } },
    ],
    [
      'a condition that is no variable',
      'subscription { other @skip(if: true) { n } ticked @include(if: true) { n } }',
      { ticked: { n: 1 } },
    ],
  ])('%s', async (__, query, data) => {
    const listening = await listen({ query, variables: query.includes('$') ? ON : {} });
    await until(() => ticks.open === 1, { what: 'The upstream subscription' });
    ticks.push(TICK);
    await until(() => listening.results().length === 1, { what: 'The event' });
    expect(listening.results()).toEqual([{ data }]);
    listening.stop();
    await until(() => ticks.open === 0, { what: 'The end' });
  });

  it.each<[string, string, object?]>([
    ['two fields', 'subscription { ticked { n } other { n } }'],
    ['two of one field', 'subscription { a: ticked { n } b: ticked { n } }'],
    [
      'two that variables include',
      `subscription ${DECLARED} { ticked @include(if: $yes) { n } other @skip(if: $no) { n } }`,
    ],
    [
      'none that variables include',
      `subscription ${DECLARED} { ticked @include(if: $no) { n } other @skip(if: $yes) { n } }`,
    ],
    ['none at all', 'subscription { ticked @skip(if: true) { n } }'],
    ['one with different arguments', 'subscription { ticked(from: 1) { n } ticked(from: 2) { n } }'],
    ['the name of its type', 'subscription { __typename }'],
    [
      'a name that variables include',
      `subscription ${DECLARED} { __typename @include(if: $yes) ...F } fragment F on Subscription { other @include(if: $no) { n } }`,
    ],
    ['a condition that is null', 'subscription ($if: Boolean = true) { ticked @include(if: $if) { n } }', { if: null }],
    ['a condition that is missing', 'subscription ($if: Boolean!) { ticked @include(if: $if) { n } }', {}],
  ])('refuses %s', async (__, query, variables: object = query.includes('$') ? ON : {}) => {
    const listening = await listen({ query, variables: variables as Record<string, unknown> });
    await until(() => listening.results().length > 0 || undefined, { what: 'The refusal' });
    expect(listening.results()).toMatchObject([{ errors: [{ extensions: { code: 'VALIDATION_FAILED' } }] }]);
    listening.stop();
  });

  it('shares one subscription with those who write it plainly', async () => {
    const plain = await listen({ query: 'subscription { ticked { n } }' });
    const other = await listen({ query: 'subscription { ... { ticked @skip(if: false) { n } } }' });
    await until(() => ticks.open === 1);
    ticks.push(TICK);
    await until(() => plain.results().length === 1 && other.results().length === 1);
    plain.stop();
    other.stop();
    await until(() => ticks.open === 0);
  });
});

it.each([
  ['two fields', 'subscription { ticked { n } other { n } }'],
  ['one that a variable includes', `subscription ${DECLARED} { ticked @include(if: $yes) @skip(if: $no) { n } }`],
])('is refused where nothing streams: %s', async (_, query) => {
  const { data, errors } = await running.request(query, query.includes('$') ? ON : {});
  expect(data).toBeUndefined();
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['VALIDATION_FAILED']);
});
