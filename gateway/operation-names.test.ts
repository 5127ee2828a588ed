import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { EVENTS, read } from './http/streaming/stream-reading.fixture';
import { startTestGateway, type TestGateway } from './tiny-graph.fixture';

/** GraphQL over HTTP: an operation name that is empty is none. */

let test: TestGateway;
beforeAll(async () => (test = await startTestGateway()));
afterAll(() => test.gateway.stop());

type SendRequest = (body: { query: string; operationName: string }) => Promise<unknown>;

const ASKS: Record<string, SendRequest> = {
  async GET(body) {
    const response = await fetch(`${test.gateway.url}/graphql?${new URLSearchParams(body).toString()}`, {
      headers: { authorization: 'Bearer ada' },
    });
    return response.json();
  },
  async POST(body) {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer ada' };
    const response = await fetch(`${test.gateway.url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return response.json();
  },
  async socket(body) {
    const url = `${test.gateway.url.replace('http', 'ws')}/graphql`;
    const client = createClient({
      url,
      webSocketImpl: WebSocket,
      connectionParams: { token: 'ada' },
      retryAttempts: 0,
    });
    try {
      for await (const result of client.iterate(body)) return result;
      return undefined;
    } catch (errors) {
      return { errors };
    } finally {
      await client.dispose();
    }
  },
};

describe.each(Object.entries(ASKS))('over %s', (_, request) => {
  it('an empty one is none', async () => {
    expect(await request({ query: '{ me { name } }', operationName: '' })).toEqual({ data: { me: { name: 'Ada' } } });
    expect(await request({ query: 'query A { me { name } }', operationName: '' })).toEqual({
      data: { me: { name: 'Ada' } },
    });
  });

  it('it chooses none of several', async () => {
    const query = 'query A { me { name } } query B { me { id } }';
    expect(await request({ query, operationName: '' })).toMatchObject({
      errors: [{ extensions: { code: 'VALIDATION_FAILED' } }],
    });
    expect(await request({ query, operationName: 'B' })).toEqual({ data: { me: { id: 'ada' } } });
  });
});

it('an empty one is none to a subscription over HTTP', async () => {
  const query = 'subscription { ticks(until: 1) { name } }';
  const params = new URLSearchParams({ query, operationName: '' });
  const response = await fetch(`${test.gateway.url}/graphql?${params.toString()}`, {
    headers: { accept: EVENTS, authorization: 'Bearer ada' },
  });
  expect(response.headers.get('content-type')).toContain(EVENTS);
  await response.body?.cancel();
  const reading = await read(test.gateway.url, { query, token: 'ada' });
  await reading.has(1);
  reading.abort();
});
