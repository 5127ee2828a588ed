import { request, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { connect } from 'node:tls';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { startTestGateway, type TestGateway } from '../tiny-graph.fixture';
import { FIRST, SECOND } from './certificates.fixture';

let test: TestGateway;
beforeAll(async () => (test = await startTestGateway({ environment: 'production', certificate: FIRST })));
afterAll(() => test.gateway.stop());

const get = (path: string, options: RequestOptions): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request(test.gateway.url + path, { agent: false, ...options }, (response) => {
      response.resume().on('end', () => resolve(response));
    })
      .on('error', reject)
      .end();
  });
const QUERY = `/graphql?query=${encodeURIComponent('{ me { name } }')}`;
const ADA = { authorization: 'Bearer ada' };

it('serves HTTP and sockets over TLS by its certificate, and tells browsers to stay with TLS', async () => {
  expect(test.gateway.url).toMatch(/^https:/);
  const response = await get(QUERY, { ca: FIRST.cert, headers: ADA });
  expect(response.statusCode).toBe(200);
  expect(response.headers).toMatchObject({
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "frame-ancestors 'none'",
  });
  class Trusting extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { ca: FIRST.cert });
    }
  }
  const client = createClient({
    url: `${test.gateway.url.replace('https', 'wss')}/graphql`,
    webSocketImpl: Trusting,
    connectionParams: { token: 'ada' },
    retryAttempts: 0,
  });
  for await (const { data } of client.iterate({ query: '{ me { name } }' }))
    expect(data).toEqual({ me: { name: 'Ada' } });
  await client.dispose();
});

it('refuses versions of TLS that are not safe any more', async () => {
  const port = Number(new URL(test.gateway.url).port);
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  const refused = new Promise((resolve) =>
    connect({ host: '127.0.0.1', port, ca: FIRST.cert, ...old }).on('error', resolve),
  );
  expect(String(await refused)).toMatch(/alert protocol version/);
});

it('serves a renewed certificate to new connections, and keeps the former for a key of another one', async () => {
  expect(() => test.gateway.replaceCertificate({ cert: SECOND.cert, key: FIRST.key })).toThrow();
  expect((await get(QUERY, { ca: FIRST.cert, headers: ADA })).statusCode).toBe(200);
  test.gateway.replaceCertificate(SECOND);
  await expect(get(QUERY, { ca: FIRST.cert, headers: ADA })).rejects.toThrow();
  const response = await get(QUERY, { ca: SECOND.cert, headers: ADA });
  expect((response.socket as TLSSocket).encrypted).toBe(true);
});
