import { writeFile } from 'node:fs/promises';
import { until } from '@parley/testing/until';
import { composed, serveSubgraph, startStandalone, type HttpSubgraph, type RunningStandalone } from './graph.fixture';
import { servePushing, type PushingSubgraph } from './pushing-subgraph.fixture';
import type { StandaloneOptions } from './standalone';
import {
  COMPANIES,
  COMPANIES_RESOLVERS,
  events,
  named,
  price,
  prices,
  stock,
  STOCKS,
  STOCKS_RESOLVERS,
  symbols,
} from './stocks.fixture';
import { subscriber, type Subscriber } from './subscriber.fixture';

/** Subscriptions of subgraphs that are somebody else's, which push the events themselves. */

let stocks: PushingSubgraph;
let companies: HttpSubgraph;
let running: RunningStandalone;
let opened: Subscriber[] = [];
beforeAll(async () => {
  stocks = await servePushing({ name: 'stocks', sdl: STOCKS, resolvers: STOCKS_RESOLVERS });
  companies = await serveSubgraph({ name: 'companies', sdl: COMPANIES, resolvers: COMPANIES_RESOLVERS });
});
const start = async (more: Partial<StandaloneOptions> = {}) =>
  (running = await startStandalone(composed([stocks, companies]), more));
const subscribe = (query: string, more: { variables?: object; headers?: Record<string, string> } = {}) => {
  const one = subscriber(running.gateway.url, { query, ...(more as object) });
  opened.push(one);
  return one;
};
afterEach(async () => {
  for (const one of opened) one.close();
  opened = [];
  await running.close();
  await until(() => prices.open === 0 && events.open === 0);
  prices.opened = events.opened = 0;
  named.length = 0;
  stocks.sockets.length = stocks.requests.length = 0;
  companies.respond = undefined;
});
afterAll(async () => {
  await stocks.stop();
  await companies.close();
});
const listening = (count = 1) => until(() => prices.open === count, { what: `${count} upstream subscriptions` });

describe.each<[string, () => Partial<StandaloneOptions>]>([
  ['graphql-transport-ws', () => ({})],
  [
    'graphql-transport-ws at an address of its own',
    () => ({ subscriptions: new Map([['stocks', stocks.url.replace('http', 'ws')]]) }),
  ],
  ['GraphQL over SSE of GraphQL Yoga', () => ({ subscriptions: new Map([['stocks', 'sse']]) })],
  ['GraphQL over SSE of graphql-sse', () => ({ subscriptions: new Map([['stocks', `sse+${stocks.sseUrl}`]]) })],
])('by %s', (_, options) => {
  beforeEach(() => start(options()));

  it('events are completed by other subgraphs: aliases, fragments, @requires, variables', async () => {
    const one = subscribe(
      `subscription ($id: ID!, $with: Boolean!) { p: priced(symbol: $id) { ...Priced cost: amount } }
       fragment Priced on Price { stock { id title: name shipping grade @include(if: $with) } }`,
      { variables: { id: 'acme', with: true } },
    );
    await listening();
    prices.push(price(3));
    prices.push(price(4, 'initech'));
    expect(await one.upTo(2)).toEqual([
      { p: { stock: { id: 'acme', title: 'acme Inc.', shipping: 40, grade: 'A' }, cost: 3 } },
      { p: { stock: { id: 'initech', title: 'initech Inc.', shipping: 70, grade: 'A' }, cost: 4 } },
    ]);
    expect(one.results[0]).not.toHaveProperty('extensions');
  });

  it('numbers in variables keep all their digits', async () => {
    const leaving = new AbortController();
    const query = 'subscription ($id: ID) { priced(symbol: $id) { amount } }';
    const response = await fetch(`${running.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: `{"query":"${query}","variables":{"id":98765432109876543210}}`,
      signal: leaving.signal,
    });
    await listening();
    expect([response.status, symbols.at(-1)]).toEqual([200, '98765432109876543210']);
    leaving.abort();
  });

  it('unions and interfaces', async () => {
    const one = subscribe(
      'subscription { happened { __typename ... on Event { at } ... on Opened { stock { name } } ... on Closed { reason } } }',
    );
    await until(() => events.open === 1);
    events.push({ __typename: 'Opened', at: 1, stock: stock('acme') });
    events.push({ __typename: 'Closed', at: 2, reason: 'rain' });
    expect(await one.upTo(2)).toEqual([
      { happened: { __typename: 'Opened', at: 1, stock: { name: 'acme Inc.' } } },
      { happened: { __typename: 'Closed', at: 2, reason: 'rain' } },
    ]);
  });

  it('all events come before the end', async () => {
    const one = subscribe('subscription { ...F } fragment F on Subscription { n: counted(to: 100) }');
    expect(await one.ended()).toBe('complete');
    expect(one.data()).toEqual(Array.from({ length: 100 }, (__, n) => ({ n: n + 1 })));
  });

  it('what the subgraph completes is complete', async () => {
    const [one, two] = [
      subscribe('subscription { priced { amount } }'),
      subscribe('subscription { priced { amount } }'),
    ];
    await listening();
    // they share it: the second one may come later
    await until(() => {
      prices.push(price(1));
      return one.results.length > 0 && two.results.length > 0;
    });
    prices.complete();
    expect(await Promise.all([one.ended(), two.ended()])).toEqual(['complete', 'complete']);
    const again = subscribe('subscription { priced { amount } }');
    await listening();
    prices.push(price(2));
    expect(await again.upTo(1)).toEqual([{ priced: { amount: 2 } }]);
  });

  it('errors of an event and of its entities have their place and their code', async () => {
    const one = subscribe('subscription { priced { amount risky stock { id name } } }');
    await listening();
    prices.push(price(1, 'nobody'));
    await one.upTo(1);
    expect(one.results).toMatchObject([
      {
        data: { priced: { amount: 1, risky: null, stock: { id: 'nobody', name: null } } },
        errors: [
          { path: ['priced', 'risky'], message: 'Too risky', extensions: { code: 'RISKY' } },
          { path: ['priced', 'stock', 'name'], extensions: { code: 'UNKNOWN' } },
        ],
      },
    ]);
  });

  it('a subgraph that is down costs its part alone', async () => {
    const one = subscribe('subscription { priced { amount stock { name } } }');
    await listening();
    companies.respond = () => 'cut';
    prices.push(price(1));
    await one.upTo(1);
    expect(one.results).toMatchObject([
      { data: { priced: { amount: 1, stock: { name: null } } }, errors: [{ extensions: { code: 'UNAVAILABLE' } }] },
    ]);
  });

  it('a refusal of the subgraph ends it with the code and the message', async () => {
    const one = subscribe('subscription { secret }');
    expect(await one.ended()).toMatchObject([
      { message: 'Not with that plan', extensions: { code: 'PAYMENT_REQUIRED', correlationId: expect.any(String) } },
    ]);
    expect(one.results).toEqual([]);
  });

  it('50 subscribers are one operation for the subgraph, and an event is completed once', async () => {
    const query = 'subscription { priced(limit: 10) { amount stock { name } } }';
    const all = Array.from({ length: 50 }, () => subscribe(query));
    await listening();
    for (const one of all) await until(() => one.end ?? true);
    await until(async () => {
      prices.push(price(0));
      return all.every(({ results }) => results.length > 0);
    });
    prices.push(price(7, 'once'));
    for (const one of all) await until(() => JSON.stringify(one.data().at(-1)).includes('7'));
    expect(prices.opened).toBe(1);
    expect(named.filter((id) => id === 'once')).toHaveLength(1);
  });

  it('the last subscriber that goes ends it at the subgraph', async () => {
    const [one, two] = [
      subscribe('subscription { priced { amount } }'),
      subscribe('subscription { priced { amount } }'),
    ];
    await listening();
    await until(() => {
      prices.push(price(1));
      return one.results.length > 0 && two.results.length > 0;
    });
    one.leave();
    await until(() => one.end);
    prices.push(price(2));
    await until(() => two.data().length > 0 && JSON.stringify(two.data().at(-1)).includes('2'));
    expect(prices.open).toBe(1);
    two.close();
    await until(() => prices.open === 0);
  });

  it('headers of callers that are forwarded keep their subscriptions apart', async () => {
    const query = 'subscription { priced { stock { caller } } }';
    const [ann, bob, bobToo] = ['ann', 'bob', 'bob'].map((authorization) =>
      subscribe(query, { headers: { authorization } }),
    );
    await listening(2);
    await until(() => {
      prices.push(price(1));
      return [ann, bob, bobToo].every((one) => one!.results.length > 0);
    });
    expect(ann!.data()[0]).toEqual({ priced: { stock: { caller: 'ann' } } });
    expect(bob!.data()[0]).toEqual({ priced: { stock: { caller: 'bob' } } });
    expect(bobToo!.data()[0]).toEqual({ priced: { stock: { caller: 'bob' } } });
    expect(prices.opened).toBe(2);
  });

  it('a subgraph that comes back goes on, and subscribers hear nothing of it', async () => {
    const one = subscribe('subscription { priced { amount } }');
    await listening();
    prices.push(price(1));
    await one.upTo(1);
    await stocks.stop();
    await stocks.start();
    await until(() => prices.opened === 2);
    await until(() => {
      prices.push(price(2));
      return one.results.length > 1;
    });
    expect(one.data().slice(0, 2)).toEqual([{ priced: { amount: 1 } }, { priced: { amount: 2 } }]);
    expect(one.end).toBeUndefined();
  });
});

describe('a subgraph that stays away', () => {
  it.each<[string, Map<string, string>]>([
    ['graphql-transport-ws', new Map()],
    ['GraphQL over SSE', new Map([['stocks', 'sse']])],
  ])('is UNAVAILABLE, by %s', async (_, subscriptions) => {
    await start({ reconnectMs: 300, subscriptions });
    const one = subscribe('subscription { priced { amount } }');
    await listening();
    await stocks.stop();
    expect(await one.ended()).toMatchObject([{ extensions: { code: 'UNAVAILABLE', retryable: true } }]);
    const another = subscribe('subscription { priced { amount } }');
    expect(await another.ended()).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    await stocks.start();
    const again = subscribe('subscription { priced { amount } }');
    await listening();
    prices.push(price(1));
    expect(await again.upTo(1)).toEqual([{ priced: { amount: 1 } }]);
  });
});

describe('one socket for each caller', () => {
  it('carries all operations, and the headers twice', async () => {
    await start({ forwardHeaders: ['authorization', 'x-tenant'] });
    const headers = { Authorization: 'Bearer x', 'X-Tenant': 'acme', cookie: 'no' };
    subscribe('subscription { priced { amount } }', { headers });
    subscribe('subscription { priced { amount stock { id } } }', { headers });
    await listening(2);
    const forwarded = { authorization: 'Bearer x', 'x-tenant': 'acme' };
    expect(stocks.sockets).toEqual([{ headers: expect.objectContaining(forwarded), params: { headers: forwarded } }]);
    expect(stocks.sockets[0]!.headers).not.toHaveProperty('cookie');
  });
});

describe('a changed supergraph', () => {
  const changed = (before: string, after: string, url = stocks.url) => {
    expect(STOCKS).toContain(before);
    return writeFile(running.file, composed([{ ...stocks, url, sdl: stocks.sdl.replace(before, after) }, companies]));
  };
  const served = (count = 1) =>
    until(() => running.lines.filter(({ msg }) => msg === 'the new supergraph is served').length >= count);

  it('leaves what is the same as it is, and the subgraph receives no request', async () => {
    await start();
    const one = subscribe('subscription { priced { amount stock { name } } }');
    await listening();
    await changed('enum Grade', 'scalar More enum Grade');
    await served();
    prices.push(price(1));
    expect(await one.upTo(1)).toEqual([{ priced: { amount: 1, stock: { name: 'acme Inc.' } } }]);
    expect(prices.opened).toBe(1);
  });

  it('is followed to where the subgraph has gone', async () => {
    const moved = await servePushing({ name: 'stocks', sdl: STOCKS, resolvers: STOCKS_RESOLVERS });
    await start();
    const one = subscribe('subscription { priced { amount stock { name } } }');
    await listening();
    await changed('enum Grade', 'enum Grade', moved.url);
    await until(() => moved.sockets.length === 1 && prices.open === 1);
    prices.push(price(5));
    expect(await one.upTo(1)).toEqual([{ priced: { amount: 5, stock: { name: 'acme Inc.' } } }]);
    one.close();
    await running.gateway.stop();
    await moved.stop();
  });

  it('ends what it does not have any more with VALIDATION_FAILED, and nothing else', async () => {
    await start();
    const gone = subscribe('subscription { priced { amount stock { grade } } }');
    const stays = subscribe('subscription { priced { amount } }');
    await listening(2);
    await changed('grade: Grade', 'grade: Grade @inaccessible');
    expect(await gone.ended()).toMatchObject([{ extensions: { code: 'VALIDATION_FAILED' } }]);
    await listening(1);
    prices.push(price(1));
    expect(await stays.upTo(1)).toEqual([{ priced: { amount: 1 } }]);
  });

  it('ends what its variables do not fit any more', async () => {
    await start();
    const one = subscribe('subscription ($of: Kind) { priced(of: $of) { amount } }', { variables: { of: 'BOND' } });
    await listening();
    await changed('SHARE BOND', 'SHARE');
    expect(await one.ended()).toMatchObject([{ extensions: { code: 'VALIDATION_FAILED' } }]);
  });
});

it.each([
  ['stock', 'sse', 'no subgraph stock'],
  ['stocks', 'http://x/', 'No address'],
  ['stocks', 'ws:/x', 'No address'],
  ['stocks', '', 'No address'],
])('is not started with %s=%s', async (name, url, reason) => {
  const sdl = composed([stocks, companies]);
  await expect(startStandalone(sdl, { subscriptions: new Map([[name, url]]) })).rejects.toThrow(reason);
  await start();
});
