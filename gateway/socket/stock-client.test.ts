import { until } from '@parley/testing/until';
import { CloseCode, createClient, type Client, type ClientOptions, type FormattedExecutionResult } from 'graphql-ws';
import WebSocket from 'ws';
import { scriptedLive, streamOf } from '../live/scripted-live.fixture';
import type { LiveOperation } from '../live/live';
import { startTestGateway, viewer, type TestGateway } from '../tiny-graph.fixture';
import { socketUrl } from './raw-socket.fixture';

let test: TestGateway;
beforeAll(async () => {
  test = await startTestGateway({ environment: 'production' });
});
afterAll(() => test.gateway.stop());

const clients: Client[] = [];
async function disposeClients(): Promise<void> {
  for (const client of clients.splice(0)) await client.dispose();
}
afterEach(disposeClients);

function clientOf(token: string, more: Partial<ClientOptions> = {}): Client {
  const client = createClient({
    url: socketUrl(test.gateway.url),
    webSocketImpl: WebSocket,
    connectionParams: { token },
    retryAttempts: 0,
    ...more,
  });
  clients.push(client);
  return client;
}

async function request(
  client: Client,
  query: string,
  variables?: Record<string, unknown>,
): Promise<FormattedExecutionResult> {
  for await (const result of client.iterate({ query, variables })) return result as FormattedExecutionResult;
  throw new Error('No answer');
}

describe('a stock client', () => {
  it('queries and mutates as whoever the token is of', async () => {
    const client = clientOf('ada');
    expect(await request(client, '{ me { name notes { id } } }')).toEqual({
      data: { me: { name: 'Ada', notes: [{ id: 'of ada' }] } },
    });
    expect(await request(client, 'mutation ($n: String!) { rename(name: $n) { name } }', { n: 'Eve' })).toEqual({
      data: { rename: { name: 'Eve' } },
    });
  });

  it('gets coded errors in results', async () => {
    const answer = await request(clientOf('ada'), '{ missing }');
    expect(answer).toMatchObject({
      data: null,
      errors: [{ path: ['missing'], extensions: { code: 'NOT_FOUND', retryable: false } }],
    });
    expect(answer.errors![0]!.extensions!.correlationId).toMatch(/^[\da-f-]{36}$/);
  });

  it('is not shown what goes wrong inside', async () => {
    const answer = await request(clientOf('ada'), '{ broken }');
    expect(answer).toMatchObject({ data: { broken: null }, errors: [{ extensions: { code: 'INTERNAL' } }] });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it('subscribes, and ends that without ending the socket', async () => {
    const client = clientOf('ada');
    const names: unknown[] = [];
    for await (const { data } of client.iterate({ query: 'subscription { ticks { name } }' })) {
      names.push((data as { ticks: { name: string } }).ticks.name);
      if (names.length === 2) break;
    }
    expect(names).toEqual(['tick 1', 'tick 2']);
    expect(await request(client, '{ me { name } }')).toMatchObject({ data: { me: { name: 'Ada' } } });
  });

  it.each([
    ['a syntax error', '{ me {', 'VALIDATION_FAILED'],
    ['an unknown field', '{ nothing }', 'VALIDATION_FAILED'],
    ['two operations', 'query A { me { name } } query B { me { name } }', 'VALIDATION_FAILED'],
    ['too much depth', `{ me ${'{ friend '.repeat(40)} { name } ${'}'.repeat(40)} }`, 'QUERY_TOO_COMPLEX'],
  ])('is told of %s for that operation alone', async (_, query, code) => {
    const client = clientOf('ada');
    const wrong = request(client, query);
    const right = request(client, '{ me { name } }');
    await expect(wrong).rejects.toMatchObject([{ extensions: { code, correlationId: expect.any(String) } }]);
    expect(await right).toMatchObject({ data: { me: { name: 'Ada' } } });
  });

  it('is told when a subscription may not start, or may not go on', async () => {
    const client = clientOf('ada');
    const query = 'subscription ($until: Int) { ticks(until: $until) { name } }';
    const notFound = [{ message: 'Conversation not found', extensions: { code: 'NOT_FOUND', retryable: false } }];
    await expect(request(client, query, { until: 0 })).rejects.toMatchObject(notFound);
    const seen: unknown[] = [];
    const stream = (async () => {
      for await (const result of client.iterate({ query, variables: { until: 13 } })) seen.push(result);
    })();
    await expect(stream).rejects.toMatchObject(notFound);
    expect(seen).toHaveLength(2);
  });

  it.each([['wrong'], ['']])('with the token "%s" is closed with 4401', async (token) => {
    await expect(request(clientOf(token), '{ me { name } }')).rejects.toMatchObject({ code: CloseCode.Unauthorized });
  });

  it('may not introspect without the scope', async () => {
    const source = '{ __schema { queryType { name } } }';
    expect(await request(clientOf('ada'), source)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(await request(clientOf('partner'), source)).toMatchObject({
      data: { __schema: { queryType: { name: 'Query' } } },
    });
  });
});

describe('a stock client comes back by itself', () => {
  const query = 'subscription { ticks { name } }';
  const operations: LiveOperation[] = [];
  const live = () =>
    scriptedLive(async (operation) => {
      operations.push(operation);
      return streamOf(operation, [{ data: { ticks: { name: `try ${operations.length}` } } }]);
    });
  let own: TestGateway;
  beforeEach(async () => {
    operations.length = 0;
    own = await startTestGateway({ createLive: live });
  });
  afterEach(async () => {
    await disposeClients();
    await own.gateway.stop();
  });

  /** Names that it has heard, and the codes that its sockets were closed with. It tries again when there is a server. */
  function listening(isUp: () => Promise<void> = async () => undefined) {
    const names: unknown[] = [];
    const codes: number[] = [];
    const client = clientOf('ada', {
      url: socketUrl(own.gateway.url),
      retryAttempts: 20,
      retryWait: isUp,
      on: { closed: (event) => codes.push((event as { code: number }).code) },
    });
    const errors: unknown[] = [];
    client.subscribe(
      { query },
      {
        next: ({ data }) => names.push((data as { ticks: { name: string } }).ticks.name),
        error: (error) => errors.push(error),
        complete: () => undefined,
      },
    );
    return { names, codes, errors };
  }

  it('after 4403, its session having ended', async () => {
    const { names, codes, errors } = listening();
    await until(() => names.length === 1);
    own.revoke(viewer('ada').session);
    await until(() => names.length === 2);
    expect({ names, codes, errors }).toEqual({ names: ['try 1', 'try 2'], codes: [CloseCode.Forbidden], errors: [] });
  });

  it('after 1013, having been too slow', async () => {
    const { names, codes, errors } = listening();
    await until(() => names.length === 1);
    operations[0]!.outlet.closeAsTooSlow();
    await until(() => names.length === 2);
    expect({ names, codes, errors }).toEqual({ names: ['try 1', 'try 2'], codes: [1013], errors: [] });
  });

  it('after 1012, to the server that is there next', async () => {
    let up: () => void = () => undefined;
    const restarted = new Promise<void>((resolve) => (up = resolve));
    const { names, codes, errors } = listening(() => restarted);
    await until(() => names.length === 1);
    const port = Number(new URL(own.gateway.url).port);
    await own.gateway.stop();
    own = await startTestGateway({ createLive: live, port });
    up();
    await until(() => names.length === 2);
    expect({ names, codes, errors }).toEqual({ names: ['try 1', 'try 2'], codes: [1012], errors: [] });
  });
});
