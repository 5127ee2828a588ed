import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@parley/testing/until';
import { makeServer, type ServerOptions } from 'graphql-ws';
import { buildSchema } from 'graphql';
import { WebSocketServer, type WebSocket } from 'ws';
import { recordingLog } from '../../tiny-graph.fixture';
import type { UpstreamAddress } from './upstream';
import { createUpstreams, type Upstreams } from './upstreams';

const schema = buildSchema('type Query { a: Int } type Subscription { a: Int }');
let server: Server | undefined;
let sockets: WebSocket[] = [];
let upstreams: Upstreams;
afterEach(async () => {
  await upstreams.stop();
  sockets.forEach((socket) => socket.terminate());
  sockets = [];
  server?.closeAllConnections();
  server?.close();
  if (server) await once(server, 'close');
});

async function listen(): Promise<number> {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A subgraph whose subscriptions say nothing, unless it is told to do otherwise with a socket. */
async function aSubgraph(options: Partial<ServerOptions> & { meet?(socket: WebSocket): void } = {}) {
  const port = await listen();
  const protocol = makeServer({ schema, subscribe: async () => silence(), ...options });
  new WebSocketServer({ server, handleProtocols: () => 'graphql-transport-ws' }).on('connection', (socket) => {
    sockets.push(socket);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: async (data) => socket.send(data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) => socket.on('message', (data) => void receive((data as Buffer).toString())),
      },
      {},
    );
    socket.on('close', (code) => void closed(code, ''));
    options.meet?.(socket);
  });
  return { protocol: 'graphql-transport-ws', url: `ws://127.0.0.1:${port}/` } as const;
}

function silence(): AsyncIterableIterator<never> {
  let end: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => ended.then(() => ({ done: true, value: undefined })),
    async return() {
      end();
      return { done: true, value: undefined };
    },
  };
}

function subscribe(address: UpstreamAddress, { patienceMs = 20_000, idleMs = 20_000, headers = {} } = {}) {
  upstreams ??= createUpstreams({
    addressOf: () => address,
    timeoutMs: 60_000,
    patienceMs,
    idleMs,
    logger: recordingLog().logger,
  });
  const heard = { ends: [] as unknown[] };
  const operation = { query: 'subscription { a }', variables: {} };
  const leave = upstreams.subscribe(
    { ...address, service: 'a', headers, operation },
    { event: () => undefined, end: (error) => void heard.ends.push(error) },
  );
  return { ...heard, leave, ended: () => until(() => heard.ends.length > 0 && { error: heard.ends[0] }) };
}
beforeEach(() => {
  upstreams = undefined as never;
});

describe('a socket to a subgraph', () => {
  it('is shared, and closed once nobody has used it for a while', async () => {
    const address = await aSubgraph();
    const some = [1, 2, 3].map(() => subscribe(address, { idleMs: 50 }));
    await until(() => sockets.length > 0);
    const closed = once(sockets[0]!, 'close');
    for (const { leave } of some) leave();
    expect((await closed)[0]).toBe(1000);
    expect(sockets).toHaveLength(1);
    subscribe(address);
    await until(() => sockets.length === 2);
  });

  it('is kept for who comes back soon', async () => {
    const address = await aSubgraph();
    subscribe(address).leave();
    const one = subscribe(address);
    await until(() => sockets.length === 1);
    one.leave();
    subscribe(address);
    expect(sockets).toHaveLength(1);
  });

  it.each([
    [4401, 'UNAUTHENTICATED'],
    [4403, 'FORBIDDEN'],
    [4500, 'UNAVAILABLE'],
  ])('that is closed with %d ends what it carries with %s', async (closeCode, code) => {
    const address = await aSubgraph({ meet: (socket) => socket.close(closeCode, 'no') });
    expect(await subscribe(address).ended()).toMatchObject({ error: { code } });
  });

  it.each([1000, 1001, 1012, 4499])('that is closed with %d is opened again', async (closeCode) => {
    const address = await aSubgraph();
    const one = subscribe(address);
    await until(() => sockets.length === 1);
    sockets[0]!.close(closeCode);
    await until(() => sockets.length === 2);
    expect(one.ends).toEqual([]);
  });

  it.each([
    [401, 'UNAUTHENTICATED'],
    [403, 'FORBIDDEN'],
    [404, 'UNAVAILABLE'],
  ])('whose upgrade is answered with %d ends what it was for with %s', async (status, code) => {
    const port = await listen();
    server!.on('upgrade', (_, socket) => socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`));
    const one = subscribe({ protocol: 'graphql-transport-ws', url: `ws://127.0.0.1:${port}/` });
    expect(await one.ended()).toMatchObject({ error: { code } });
  });
});

describe('a stream of a subgraph', () => {
  const aServer = async (answer: (response: ServerResponse, n: number) => void) => {
    const port = await listen();
    let n = 0;
    server!.on('request', (_, response) => answer(response, n++));
    return { protocol: 'graphql-sse', url: `http://127.0.0.1:${port}/` } as const;
  };

  it.each([
    [401, 'UNAUTHENTICATED'],
    [403, 'FORBIDDEN'],
    [406, 'UNAVAILABLE'],
  ])('that is answered with %d is %s', async (status, code) => {
    const one = subscribe(await aServer((response) => response.writeHead(status).end('no')));
    expect(await one.ended()).toMatchObject({ error: { code } });
  });

  it('that is answered with errors ends with those', async () => {
    const body = JSON.stringify({
      errors: [{ message: 'Never', extensions: { code: 'NO' } }, { message: 'Not that' }],
    });
    const one = subscribe(await aServer((response) => response.writeHead(400).end(body)));
    const { error } = await one.ended();
    expect((error as AggregateError).errors).toMatchObject([
      { message: 'Never', extensions: { code: 'NO' } },
      { message: 'Not that' },
    ]);
  });

  it('that breaks off, or can not be had for a moment, is asked for again until it is complete', async () => {
    const one = subscribe(
      await aServer((response, n) => {
        if (n === 0) return response.writeHead(503).end();
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        if (n === 1) return response.end(':\n\n');
        return response.end('event: complete\ndata:\n\n');
      }),
    );
    expect(await one.ended()).toEqual({ error: undefined });
  });
});
