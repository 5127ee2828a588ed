import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { startTestGateway, type TestGateway } from '../tiny-graph.fixture';
import { headersIn, tokenIn } from './credentials';

it.each<[string, Record<string, unknown> | undefined, unknown]>([
  ['a token', { token: 'ada' }, 'ada'],
  ['a token with its scheme', { token: 'Bearer ada' }, 'ada'],
  ['a header', { authorization: 'Bearer ada' }, 'ada'],
  ['a header in another case', { Authorization: 'bearer ada ' }, 'ada'],
  ['a header without a scheme', { authorization: 'ada' }, 'ada'],
  ['headers', { headers: { Authorization: 'Bearer ada' } }, 'ada'],
  ['headers in another case', { Headers: { AUTHORIZATION: 'BEARER ada' } }, 'ada'],
  ['a token beside headers', { token: 'ada', authorization: 'Bearer bob', headers: { authorization: 'eve' } }, 'ada'],
  ['an empty token beside a header', { token: '', authorization: 'Bearer ada' }, 'ada'],
  ['what is no text', { token: 1, authorization: ['a'], headers: 'x' }, undefined],
  ['nothing', undefined, undefined],
])('finds the token in %s', (_, params, token) => {
  expect(tokenIn(params)).toBe(token);
});

it('finds headers at the top, and within `headers`', () => {
  expect(headersIn({ 'X-A': '1', headers: { 'X-A': '0', 'X-B': '2' } })).toMatchObject({ 'x-a': '1', 'x-b': '2' });
});

describe('a stock client', () => {
  let test: TestGateway;
  beforeAll(async () => (test = await startTestGateway()));
  afterAll(() => test.gateway.stop());

  it.each([
    { token: 'ada' },
    { authorization: 'Bearer ada' },
    { Authorization: 'ada' },
    { headers: { authorization: 'Bearer ada' } },
  ])('signs in with %j', async (connectionParams) => {
    const url = `${test.gateway.url.replace('http', 'ws')}/graphql`;
    const client = createClient({ url, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 });
    for await (const result of client.iterate({ query: '{ me { name } }' }))
      expect(result).toEqual({ data: { me: { name: 'Ada' } } });
    await client.dispose();
  });
});
