import { rename, writeFile } from 'node:fs/promises';
import { until } from '@parley/testing/until';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { composed, serveSubgraph, startStandalone, type HttpSubgraph, type RunningStandalone } from './graph.fixture';

const PEOPLE = `
  type Query { me: Person people: [Person!]! denied: String slow: String header(name: String!): String }
  type Mutation { rename(name: String!): Person }
  type Subscription { renamed: Person }
  type Person @key(fields: "id") { id: ID! name: String }
`;
const ADA = { __typename: 'Person', id: 'ada', name: 'Ada' };
const BOB = { __typename: 'Person', id: 'bob', name: 'Bob' };
const coded = (message: string, extensions: object) => Object.assign(new Error(message), { extensions });

let finishSlow: ((text: string) => void) | undefined;
const PEOPLE_RESOLVERS = {
  Query: {
    me: () => ADA,
    people: () => [ADA, BOB],
    denied() {
      throw coded('Not with that plan', {
        code: 'PAYMENT_REQUIRED',
        plan: { needed: 'gold' },
        stacktrace: ['at secret.ts'],
        exception: { stacktrace: ['at secret.ts'] },
      });
    },
    slow: () => new Promise((resolve) => (finishSlow = resolve)),
    header: (_: unknown, { name }: { name: string }, { headers }: { headers: Record<string, string> }) => headers[name],
  },
  Mutation: { rename: (_: unknown, { name }: { name: string }) => ({ ...ADA, name }) },
};
const REVIEWS = `
  type Query { reviews: [String!] }
  type Person @key(fields: "id") { id: ID! reviews: [String!] }
`;
const REVIEWS_RESOLVERS = {
  Query: { reviews: () => ['good'] },
  Person: {
    reviews({ id }: { id: string }) {
      if (id === 'bob') throw coded('Bob hides them', { code: 'HIDDEN' });
      return [`of ${id}`];
    },
  },
};

let people: HttpSubgraph;
let reviews: HttpSubgraph;
let running: RunningStandalone;
beforeAll(async () => {
  people = await serveSubgraph({ name: 'people', sdl: PEOPLE, resolvers: PEOPLE_RESOLVERS });
  reviews = await serveSubgraph({ name: 'reviews', sdl: REVIEWS, resolvers: REVIEWS_RESOLVERS });
  running = await startStandalone(composed([people, reviews]), {
    forwardHeaders: ['Authorization', 'x-tenant'],
    timeoutMs: 120_000,
  });
});
afterAll(async () => {
  await running.close();
  await people.close();
  await reviews.close();
});
afterEach(() => {
  people.respond = reviews.respond = undefined;
  people.requests.length = reviews.requests.length = 0;
});

it('returns data of all subgraphs, and needs no sign-in', async () => {
  expect(await running.request('{ me { name reviews } }')).toEqual({
    data: { me: { name: 'Ada', reviews: ['of ada'] } },
  });
});

describe('to subgraphs it sends', () => {
  it('the headers that are to be forwarded, whatever their scheme, and no others', async () => {
    const headers = { authorization: 'Basic YWRhOmFkYQ==', 'x-tenant': 'acme', 'x-other': 'no', cookie: 'a=b' };
    await running.request('{ me { reviews } }', undefined, headers);
    for (const { requests } of [people, reviews]) {
      expect(requests[0]!.headers).toMatchObject({ authorization: 'Basic YWRhOmFkYQ==', 'x-tenant': 'acme' });
      expect(requests[0]!.headers).not.toHaveProperty('x-other');
      expect(requests[0]!.headers).not.toHaveProperty('cookie');
    }
  });

  it('trace context, correlation id, and what it accepts', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await running.request('{ me { name } }', undefined, { traceparent, 'x-correlation-id': 'c-1' });
    expect(people.requests[0]!.headers).toMatchObject({
      traceparent,
      'x-correlation-id': 'c-1',
      accept: 'application/graphql-response+json, application/json',
    });
  });
});

describe('errors of a subgraph', () => {
  it('keep their code and details, without stack traces', async () => {
    const { data, errors } = await running.request('{ denied me { name } }');
    expect(data).toEqual({ denied: null, me: { name: 'Ada' } });
    expect(errors).toEqual([
      {
        message: 'Not with that plan',
        path: ['denied'],
        extensions: { code: 'PAYMENT_REQUIRED', plan: { needed: 'gold' }, correlationId: expect.any(String) },
      },
    ]);
  });

  it('have the path of the entity that they are of', async () => {
    const { data, errors } = await running.request('{ people { reviews } }');
    expect(data).toEqual({ people: [{ reviews: ['of ada'] }, { reviews: null }] });
    expect(errors).toMatchObject([{ path: ['people', 1, 'reviews'], extensions: { code: 'HIDDEN' } }]);
  });
});

describe('a subgraph that', () => {
  it.each<[string, NonNullable<HttpSubgraph['respond']>, string]>([
    ['cuts connections', () => 'cut', 'UNAVAILABLE'],
    ['responds with 502', () => ({ status: 502, body: '{"errors": [{"message": "x"}]}' }), 'UNAVAILABLE'],
    ['responds with a page', () => ({ status: 200, body: '<html>', type: 'text/html' }), 'UNAVAILABLE'],
    ['responds with other JSON', () => ({ status: 200, body: '[1]' }), 'UNAVAILABLE'],
    ['responds with 404', () => ({ status: 404, body: '{"ok":false}' }), 'UNAVAILABLE'],
    ['wants a sign-in', () => ({ status: 401, body: '' }), 'UNAUTHENTICATED'],
    ['does not allow', () => ({ status: 403, body: '' }), 'FORBIDDEN'],
  ])('%s is a coded error, and the data of others stay', async (_, respond, code) => {
    reviews.respond = respond;
    const { data, errors } = await running.request('{ reviews people { name reviews } }');
    expect(data).toEqual({
      reviews: null,
      people: [
        { name: 'Ada', reviews: null },
        { name: 'Bob', reviews: null },
      ],
    });
    expect(errors!.map(({ path }) => path)).toEqual(expect.arrayContaining([['reviews'], ['people']]));
    for (const { extensions, message } of errors!) {
      expect(extensions.code).toBe(code);
      expect(message).not.toMatch(/127\.0\.0\.1|ECONN/);
    }
  });

  it('is too slow is UNAVAILABLE', async () => {
    reviews.respond = () => 'hang';
    const impatient = await startStandalone(composed([people, reviews]), { timeoutMs: 2_000 });
    const { data, errors } = await impatient.request('{ reviews me { name } }');
    expect(data).toEqual({ reviews: null, me: { name: 'Ada' } });
    expect(errors).toMatchObject([{ path: ['reviews'], extensions: { code: 'UNAVAILABLE' } }]);
    await impatient.close();
  });

  it('refuses with a status of its own keeps its errors', async () => {
    const body = JSON.stringify({ errors: [{ message: 'Too large', extensions: { code: 'TOO_LARGE' } }] });
    reviews.respond = () => ({ status: 413, body });
    const { errors } = await running.request('{ reviews }');
    expect(errors).toMatchObject([{ message: 'Too large', extensions: { code: 'TOO_LARGE' } }]);
  });

  it('closed a connection that was kept alive receives the request again, but not a mutation', async () => {
    people.respond = () => {
      people.respond = undefined;
      return 'cut';
    };
    expect(await running.request('{ me { name } }')).toEqual({ data: { me: { name: 'Ada' } } });
    people.requests.length = 0;
    people.respond = () => 'cut';
    const { errors } = await running.request('mutation { rename(name: "x") { name } }');
    expect(errors).toMatchObject([{ path: ['rename'], extensions: { code: 'UNAVAILABLE' } }]);
    expect(people.requests).toHaveLength(1);
  });
});

it('responds over the socket too, with the headers of connection_init', async () => {
  const client = createClient({
    url: `${running.gateway.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: 'Bearer of-socket' },
    retryAttempts: 0,
  });
  const request = async (query: string) => {
    for await (const result of client.iterate({ query })) return result;
    throw new Error('No result');
  };
  expect(await request('{ header(name: "authorization") }')).toEqual({ data: { header: 'Bearer of-socket' } });
  // it speaks no protocol of subscriptions
  await expect(request('subscription { renamed { name } }')).rejects.toMatchObject([
    { extensions: { code: 'UNAVAILABLE' } },
  ]);
  await client.dispose();
});

describe('a changed file', () => {
  const renamed = (to: string) =>
    composed([{ ...people, sdl: people.sdl.replace('slow: String', `slow: String ${to}: String`) }, reviews]);
  const knows = (field: string) =>
    until(
      async () =>
        !(await running.request(`{ __typename ${field} }`)).errors?.some(
          ({ extensions }) => extensions.code === 'VALIDATION_FAILED',
        ),
    );
  /** As a deployment does it: no half of it is ever read. */
  const replaceFile = async (sdl: string) => {
    await writeFile(`${running.file}.new`, sdl);
    await rename(`${running.file}.new`, running.file);
  };

  it('is taken up while requests go on, and none of them is lost', async () => {
    const slow = running.request('{ slow }');
    await until(() => finishSlow);
    let asking = true;
    const others = (async () => {
      const results = [];
      while (asking) results.push(await running.request('{ me { name reviews } }'));
      return results;
    })();
    try {
      for (const to of ['one', 'two', 'three']) {
        await replaceFile(renamed(to));
        await knows(to);
      }
    } finally {
      asking = false;
      await others;
    }
    for (const result of await others) expect(result).toEqual({ data: { me: { name: 'Ada', reviews: ['of ada'] } } });
    finishSlow!('done');
    expect(await slow).toEqual({ data: { slow: 'done' } });
    const sdl = await (await fetch(`${running.gateway.url}/schema.graphql`)).text();
    expect(sdl).toContain('three: String');
    expect(sdl).not.toContain('two: String');
  });

  it('that is no supergraph is logged, and the one before stays', async () => {
    await writeFile(running.file, 'type Query {');
    await until(() => running.lines.find(({ msg }) => msg === 'the new file is not taken up'));
    expect(await running.request('{ me { name } }')).toEqual({ data: { me: { name: 'Ada' } } });
    await replaceFile(renamed('four'));
    await knows('four');
  });
});

it('tells nothing of the schema where introspection is off', async () => {
  const closed = await startStandalone(composed([people, reviews]), { introspection: false });
  expect((await closed.request('{ __schema { types { name } } }')).errors).toMatchObject([
    { extensions: { code: 'FORBIDDEN' } },
  ]);
  expect((await fetch(`${closed.gateway.url}/schema.graphql`)).status).toBe(403);
  expect((await closed.request('{ mee { name } }')).errors![0]!.message).not.toContain('Did you mean');
  await closed.close();
});

it('is not made of what is no supergraph', async () => {
  await expect(startStandalone('type Query { a: Int }')).rejects.toThrow();
});
