import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { ANONYMOUS } from '@parley/contracts/principal';
import { inProcessBus } from '@parley/ports/bus/in-process';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { localSubgraph } from '@parley/subgraph/local-subgraph';
import { until } from '@parley/testing/until';
import { parse } from 'graphql';
import type { SubgraphFetch } from '../execution/source';
import { subgraphSource } from '../federation/local-source';
import { createGraph } from '../graph/graph';
import { recordingLog } from '../tiny-graph.fixture';
import { createLive } from './create-live';
import { aConnection, LINES } from './room.fixture';

/** Different subscriptions to the same events. */

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])\n';
const EVENTS = `${LINK}
  scalar JSON
  type Query { tickedSource(of: ID!): JSON @inaccessible heads(topics: [String!]!): JSON @inaccessible }
  type Subscription { ticked(of: ID!, after: Int): Tick }
  type Tick { n: Int size(of: Int): Int slow: Int thing: Thing }
  type Thing @key(fields: "id") { id: ID! }
`;
const THINGS = `${LINK}
  type Query { things: [Thing] }
  type Thing @key(fields: "id") { id: ID! name: String price(in: String): Int parts: [Part] hung: Int }
  type Part { name: String }
`;
const never = new Promise<never>(() => undefined);

function aGraph({ executionMs }: { executionMs: number }) {
  const executed: string[] = [];
  const fetched: SubgraphFetch[] = [];
  /** Events whose first execution hangs. */
  const hanging = new Set<number>();
  const events = subgraphOf('events', EVENTS, {
    Query: {
      tickedSource: (_: unknown, { of }: { of: string }) => ({
        delivery: 'log',
        topics: [{ name: of, seq: 0, epoch: 'e', after: 0, principal: ANONYMOUS }],
        replay: 'none',
        heads: 'heads',
      }),
      heads: (_: unknown, { topics }: { topics: string[] }) => topics.map((topic) => ({ topic, seq: 0, epoch: 'e' })),
    },
    Subscription: {
      ticked: {
        resolve({ event }: { event: object }, _: unknown, __: unknown, { operation }: { operation: object }) {
          executed.push(JSON.stringify(operation));
          return event;
        },
      },
    },
    Tick: {
      size: ({ n }: { n: number }, { of }: { of: number }) => n * of,
      slow: ({ n }: { n: number }) => (hanging.delete(n) ? never : n),
    },
  });
  const things = subgraphOf('things', THINGS, {
    Thing: {
      __resolveReference: (one: object) => one,
      name({ id }: { id: string }) {
        if (id === 'bad') throw new Error('no name');
        return `thing ${id}`;
      },
      price: (_: unknown, { in: currency }: { in: string }) => currency.length,
      parts: () => [{ name: 'screw' }],
      hung: () => never,
    },
  });
  const { supergraphSdl } = composeServices([
    { name: 'events', url: '', typeDefs: parse(EVENTS) },
    { name: 'things', url: '', typeDefs: parse(THINGS) },
  ]);
  const { logger } = recordingLog();
  const bus = inProcessBus();
  const live = createLive({
    graph: createGraph({
      supergraphSdl: supergraphSdl!,
      sourceOf: ({ name }) => {
        const source = subgraphSource(name === 'events' ? events : things);
        return {
          fetch(asked) {
            if (name === 'things') fetched.push(asked);
            return source.fetch(asked);
          },
        };
      },
      metrics: createMetrics(),
    }),
    subgraphs: new Map([['events', events]]),
    bus,
    logger,
    limits: {
      ...{ frameBytes: 1_000_000, frameMs: 60_000, stuckMs: 60_000, bytesPerSecond: 1_000_000_000 },
      ...{ viewsPerUser: 100, topicsPerConnection: 1_000, topicsPerUser: 1_000, executionMs },
    },
  });
  return {
    live,
    executed,
    fetched,
    hanging,
    tick: (seq: number, thing = 'x') =>
      bus.publish('a', { topic: 'a', epoch: 'e', seq, event: { n: seq, thing: { id: thing } } }),
    async subscribe(selection: string, variables: Record<string, unknown> = {}) {
      const declared = Object.keys(variables).map((name) => `$${name}: ${name === 'currency' ? 'String' : 'Int'}`);
      const header = declared.length > 0 ? `subscription (${declared.join()})` : 'subscription';
      const client = aConnection();
      const stream = await live.subscribe({
        document: parse(`${header} { ticked(of: "a"${'after' in variables ? ', after: $after' : ''}) ${selection} }`),
        variables,
        request: { principal: ANONYMOUS, correlationId: 'c', logger },
        outlet: live.connect(client.transport),
        framing: LINES,
      });
      if (!('run' in stream)) throw new Error(JSON.stringify(stream.errors));
      const over = stream.run();
      return {
        get lines() {
          return client.lines as { data: { ticked: unknown }; errors?: unknown[] }[];
        },
        async end() {
          stream.end();
          await over;
        },
      };
    },
  };
}

function subgraphOf(name: string, sdl: string, resolvers: object) {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as never });
  return localSubgraph({ name, sdl, schema }, (request) => ({ ...request, request }));
}

describe('views of an event', () => {
  const graph = aGraph({ executionMs: 60_000 });
  beforeAll(() => graph.live.start());
  afterAll(() => graph.live.stop());
  beforeEach(() => {
    graph.executed.length = 0;
    graph.fetched.length = 0;
  });

  async function results(seq: number, subscriptions: Parameters<typeof graph.subscribe>[], thing?: string) {
    const all = await Promise.all(subscriptions.map((one) => graph.subscribe(...one)));
    await graph.tick(seq, thing);
    await until(() => all.every(({ lines }) => lines.length === 1));
    await Promise.all(all.map((one) => one.end()));
    return all.map(({ lines: [line] }) => line!);
  }

  it('share what a subgraph is asked, whatever they call it', async () => {
    const found = await results(1, [
      ['{ n thing { name } }'],
      ['{ number: n thing { called: name } }'],
      ['{ n thing { name } }', { after: 0 }],
      ['{ thing { name } n }'],
    ]);
    expect(found.map(({ data }) => data.ticked)).toEqual([
      { n: 1, thing: { name: 'thing x' } },
      { number: 1, thing: { called: 'thing x' } },
      { n: 1, thing: { name: 'thing x' } },
      { thing: { name: 'thing x' }, n: 1 },
    ]);
    expect(graph.fetched).toHaveLength(1);
    expect(new Set(graph.executed).size).toBe(graph.executed.length);
  });

  it('keep apart what is not the same', async () => {
    const found = await results(1, [
      ['{ size(of: $n) thing { price(in: $currency) } }', { n: 2, currency: 'EUR' }],
      ['{ size(of: $n) thing { price(in: $currency) } }', { n: 3, currency: 'Y' }],
      ['{ size(of: 4) thing { price(in: "four") parts { name } } }'],
    ]);
    expect(found.map(({ data }) => data.ticked)).toEqual([
      { size: 2, thing: { price: 3 } },
      { size: 3, thing: { price: 1 } },
      { size: 4, thing: { price: 4, parts: [{ name: 'screw' }] } },
    ]);
  });

  it('each have an error of what they share, at their own place', async () => {
    const found = await results(
      1,
      [['{ thing { name } }'], ['{ it: thing { title: name parts { name } } }'], ['{ n }']],
      'bad',
    );
    expect(found).toMatchObject([
      { data: { ticked: { thing: { name: null } } }, errors: [{ path: ['ticked', 'thing', 'name'] }] },
      {
        data: { ticked: { it: { title: null, parts: [{ name: 'screw' }] } } },
        errors: [{ path: ['ticked', 'it', 'title'] }],
      },
      { data: { ticked: { n: 1 } } },
    ]);
    expect(found[2]!.errors).toBeUndefined();
  });
});

describe('an event', () => {
  const graph = aGraph({ executionMs: 200 });
  beforeAll(() => graph.live.start());
  afterAll(() => graph.live.stop());

  it('is delivered without the fields whose subgraph misses the deadline, and so are later events', async () => {
    const [hung, quick] = [await graph.subscribe('{ n thing { hung } }'), await graph.subscribe('{ n }')];
    for (const seq of [1, 2, 3]) await graph.tick(seq);
    await until(() => hung.lines.length === 3 && quick.lines.length === 3);
    expect(hung.lines).toMatchObject(
      [1, 2, 3].map((n) => ({
        data: { ticked: { n, thing: { hung: null } } },
        errors: [{ path: ['ticked', 'thing'], extensions: { code: 'UNAVAILABLE', retryable: true } }],
      })),
    );
    expect(quick.lines.map(({ errors }) => errors)).toEqual([undefined, undefined, undefined]);
    await Promise.all([hung.end(), quick.end()]);
  });

  it('is retried if its owner misses the deadline', async () => {
    const slow = await graph.subscribe('{ slow }');
    graph.hanging.add(1);
    for (const seq of [1, 2]) await graph.tick(seq);
    await until(() => slow.lines.length === 2);
    expect(slow.lines.map(({ data }) => data.ticked)).toEqual([{ slow: 1 }, { slow: 2 }]);
    await slow.end();
  });
});
