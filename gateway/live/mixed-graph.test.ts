import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { ANONYMOUS } from '@parley/contracts/principal';
import { inProcessBus } from '@parley/ports/bus/in-process';
import { localSubgraph } from '@parley/subgraph/local-subgraph';
import { createConnections } from '@parley/runtime/graphql/graphql-over-http';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { until } from '@parley/testing/until';
import { parse } from 'graphql';
import { httpSubgraph } from '../federation/http-subgraph';
import { subgraphSource } from '../federation/local-source';
import { createGraph } from '../graph/graph';
import { channel, servePushing } from '../standalone/pushing-subgraph.fixture';
import { recordingLog } from '../tiny-graph.fixture';
import { createLive } from './create-live';
import type { Live } from './live';
import { aConnection, LINES } from './room.fixture';
import { createUpstreams } from './upstream/upstreams';

/** One of its subscriptions has a source query, and the other is pushed by a subgraph of somebody else's. */

const OURS = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])
  scalar JSON
  type Query { tickedSource(of: ID!): JSON @inaccessible pushedSource: String heads(topics: [String!]!): JSON @inaccessible }
  type Subscription { ticked(of: ID!): Tick }
  type Tick { n: Int thing: Thing }
  type Thing @key(fields: "id") { id: ID! price: Int }
`;
const THEIRS = `
  type Query { things: [Thing] }
  type Subscription { pushed: [Item!] }
  union Item = Thing | Other
  type Other @key(fields: "id") { id: ID! label: String }
  type Thing @key(fields: "id") { id: ID! name: String }
`;
const topic = (name: string) => ({ name, seq: 0, epoch: 'e', after: 0, principal: ANONYMOUS });
const OURS_RESOLVERS = {
  Query: {
    tickedSource: (_: unknown, { of }: { of: string }) => ({
      delivery: 'log',
      topics: [topic(of)],
      replay: 'none',
      heads: 'heads',
    }),
    pushedSource: () => 'a name like any other',
    heads: () => [{ topic: 'a', seq: 1, epoch: 'e' }],
  },
  Subscription: { ticked: { resolve: ({ event }: { event: object }) => event } },
  Thing: {
    __resolveReference: (one: object) => one,
    price({ id }: { id: string }) {
      if (id === 'bad') throw new Error('no price');
      return 5;
    },
  },
};
const pushed = channel<object[]>();
const THEIRS_RESOLVERS = {
  Subscription: { pushed: { subscribe: () => pushed.subscribe(), resolve: (items: object[]) => items } },
  Item: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
  Thing: { __resolveReference: (one: object) => one, name: ({ id }: { id: string }) => `thing ${id}` },
  Other: { __resolveReference: (one: object) => one },
};

const ours = localSubgraph(
  {
    name: 'ours',
    sdl: OURS,
    schema: buildSubgraphSchema({ typeDefs: parse(OURS), resolvers: OURS_RESOLVERS }),
  },
  (request) => ({ ...request, request }),
);
/** Of these events, so many next executions do not come about. */
const failing = new Map<number, number>();
const shaky: typeof ours = {
  ...ours,
  async execute(operation) {
    const { n } = (operation.root as { event?: { n: number } } | undefined)?.event ?? { n: 0 };
    const left = failing.get(n) ?? 0;
    failing.set(n, left - 1);
    if (left > 0) throw new Error('it broke off');
    return ours.execute(operation);
  },
};
const bus = inProcessBus();
const { logger } = recordingLog();
const connections = createConnections();
let theirs: Awaited<ReturnType<typeof servePushing>>;
let live: Live;
beforeAll(async () => {
  theirs = await servePushing({ name: 'theirs', sdl: THEIRS, resolvers: THEIRS_RESOLVERS });
  const { supergraphSdl, errors } = composeServices([
    { name: 'ours', url: '', typeDefs: parse(OURS) },
    { name: 'theirs', url: theirs.url, typeDefs: parse(theirs.sdl) },
  ]);
  if (!supergraphSdl) throw new Error(String(errors));
  live = createLive({
    graph: createGraph({
      supergraphSdl,
      sourceOf: ({ name }) =>
        name === 'ours' ? subgraphSource(ours) : httpSubgraph(theirs, { dispatcher: connections, timeoutMs: 60_000 }),
      metrics: createMetrics(),
    }),
    subgraphs: new Map([['ours', shaky]]),
    upstreams: createUpstreams({
      addressOf: (name) =>
        name === 'theirs' ? { protocol: 'graphql-transport-ws', url: theirs.url.replace('http', 'ws') } : undefined,
      timeoutMs: 60_000,
      patienceMs: 5_000,
      idleMs: 1_000,
      logger,
    }),
    bus,
    logger,
    limits: {
      frameBytes: 1_000_000,
      frameMs: 60_000,
      stuckMs: 60_000,
      executionMs: 60_000,
      bytesPerSecond: 1_000_000_000,
      viewsPerUser: 2,
      topicsPerConnection: 1_000,
      topicsPerUser: 1_000,
    },
  });
  await live.start();
});
afterAll(async () => {
  await live.stop();
  await connections.close();
  await theirs.stop();
});

async function subscribe(query: string) {
  const client = aConnection();
  const stream = await live.subscribe({
    document: parse(query),
    variables: {},
    request: { principal: ANONYMOUS, correlationId: 'c', logger },
    outlet: live.connect(client.transport),
    framing: LINES,
  });
  if (!('run' in stream)) throw new Error(JSON.stringify(stream.errors));
  const over = stream.run();
  return { client, stream, over };
}

it('listens to what a source says, with positions', async () => {
  const { client, stream, over } = await subscribe('subscription { ticked(of: "a") { n thing { name } } }');
  await bus.publish('a', { topic: 'a', epoch: 'e', seq: 1, event: { n: 1, thing: { id: 'x' } } });
  await until(() => client.lines.length === 1);
  expect(client.lines).toEqual([{ data: { ticked: { n: 1, thing: { name: 'thing x' } } }, extensions: { seq: 1 } }]);
  stream.end();
  await over;
});

it('executes an event again of which nothing came about, and tells the error of one of which nothing ever does', async () => {
  const { client, stream, over } = await subscribe('subscription { ticked(of: "a") { n } }');
  failing.set(1, 2).set(2, 3);
  await bus.publish('a', { topic: 'a', epoch: 'e', seq: 1, event: { n: 1 } });
  await until(() => client.lines.length === 1);
  await bus.publish('a', { topic: 'a', epoch: 'e', seq: 2, event: { n: 2 } });
  await bus.publish('a', { topic: 'a', epoch: 'e', seq: 3, event: { n: 3 } });
  await until(() => client.lines.length === 3);
  expect(client.lines).toMatchObject([
    { data: { ticked: { n: 1 } }, extensions: { seq: 1 } },
    { data: { ticked: null }, errors: [{ extensions: { code: 'INTERNAL' } }], extensions: { seq: 2 } },
    { data: { ticked: { n: 3 } }, extensions: { seq: 3 } },
  ]);
  stream.end();
  await over;
});

it('passes on what a subgraph pushes, also where a query has the name of a source but is open to clients', async () => {
  const { client, stream, over } = await subscribe(
    'subscription { pushed { ... on Thing { id name price } ... on Other { label } } }',
  );
  await until(() => pushed.open === 1);
  pushed.push([
    { __typename: 'Other', id: 'o', label: 'other' },
    { __typename: 'Thing', id: 'good' },
    { __typename: 'Thing', id: 'bad' },
  ]);
  await until(() => client.lines.length === 1);
  expect(client.lines).toEqual([
    {
      data: {
        pushed: [
          { label: 'other' },
          { id: 'good', name: 'thing good', price: 5 },
          { id: 'bad', name: 'thing bad', price: null },
        ],
      },
      errors: [expect.objectContaining({ path: ['pushed', 2, 'price'] })],
    },
  ]);
  stream.end();
  await over;
  await until(() => pushed.open === 0);
});

it('limits how many different ones a caller has, and gives back what failed', async () => {
  const some = ['a', 'b'].map((alias) => subscribe(`subscription { ${alias}: pushed { __typename } }`));
  const [one, two] = await Promise.all(some);
  await expect(subscribe('subscription { c: pushed { __typename } }')).rejects.toMatchObject({
    code: 'QUOTA_EXCEEDED',
  });
  one!.stream.end();
  const three = await subscribe('subscription { c: pushed { __typename } }');
  for (const { stream } of [two!, three]) stream.end();
  await Promise.all([one!.over, two!.over, three.over]);
});
