import { until } from '@parley/testing/until';
import { createClient, MessageType, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import { startTestGateway, type TestGateway } from '../tiny-graph.fixture';
import { complete, openSocket, socketUrl, subscribe, terminateSockets } from './raw-socket.fixture';

const WAIT = 'mutation { attempt(outcome: "wait") }';
const rename = (name: string) => `mutation { rename(name: "${name}") { name } }`;

let test: TestGateway;
const clients: Client[] = [];
beforeAll(async () => {
  test = await startTestGateway();
});
afterAll(() => test.gateway.stop());
beforeEach(() => {
  test.lines.length = test.contexts.length = 0;
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  terminateSockets();
});

const connect = () => openSocket(test.gateway.url);
/** Operations that have ended, by whether they failed. */
const ended = () => test.lines.filter(({ msg }) => msg === 'socket operation').map(({ failed }) => failed);

/** Sends operations with a stock client, one right after the other, and records the order of their results. */
function sendAll(queries: readonly string[]): unknown[] {
  const client = createClient({
    url: socketUrl(test.gateway.url),
    webSocketImpl: WebSocket,
    connectionParams: { token: 'ada' },
    retryAttempts: 0,
  });
  clients.push(client);
  const results: unknown[] = [];
  for (const query of queries)
    client.subscribe(
      { query },
      {
        next: ({ data }) => results.push(data),
        error: (errors) => results.push((errors as { extensions: { code: string } }[])[0]!.extensions.code),
        complete: () => undefined,
      },
    );
  return results;
}

describe('mutations of a socket', () => {
  it('start at once, and get their results in the order in which they were sent, errors too', async () => {
    const before = test.attempts.made;
    const results = sendAll([
      WAIT,
      rename('first'),
      'mutation { nothing }',
      'mutation { attempt(outcome: "CONFLICT") }',
      rename('second'),
      '{ me { name } }',
    ]);
    // the slow one holds up neither the execution of the others nor the results of queries
    await until(() => test.attempts.made === before + 2 && results.length === 1);
    await until(() => ended().length === 4);
    expect(results).toEqual([{ me: { name: 'Ada' } }]);
    test.attempts.finish();
    await until(() => results.length === 6);
    expect(results.slice(1)).toEqual([
      { attempt: before + 2 },
      { rename: { name: 'first' } },
      'VALIDATION_FAILED',
      { attempt: null },
      { rename: { name: 'second' } },
    ]);
  });

  it('are finished if the client leaves one of them, and the others get their results', async () => {
    const raw = await connect();
    raw.send(subscribe('1', WAIT), subscribe('2', 'mutation { nothing }'), subscribe('3', rename('third')));
    await until(() => ended().length === 1);
    raw.send(complete('1'), complete('2'));
    await raw.settled();
    test.attempts.finish();
    await raw.message(MessageType.Complete, '3');
    expect(raw.messages.filter(({ id }) => id === '1' || id === '2')).toEqual([]);
    expect(ended()).toEqual([false, false]);
  });

  it('are finished if the client goes', async () => {
    const raw = await connect();
    const before = test.attempts.made;
    raw.send(subscribe('1', WAIT), subscribe('2', rename('third')));
    await until(() => test.attempts.made === before + 1);
    raw.socket.terminate();
    await until(() => test.sockets.at(-1)?.what === 'disconnected');
    test.attempts.finish();
    await until(() => ended().length === 2);
    expect(ended()).toEqual([false, false]);
  });
});

describe('a query', () => {
  const asked = () => until(() => test.contexts.at(-1));

  it('is aborted when its client completes it', async () => {
    const raw = await connect();
    raw.send(subscribe('1', '{ hang }'));
    const { request } = await asked();
    raw.send(complete('1'));
    await until(() => ended().length === 1);
    expect(request.signal?.aborted).toBe(true);
    await raw.settled();
    expect(raw.messages.filter(({ id }) => id === '1')).toEqual([]);
    raw.send(subscribe('1', '{ me { name } }'));
    await raw.message(MessageType.Complete, '1');
  });

  it('is aborted when its client goes', async () => {
    const raw = await connect();
    raw.send(subscribe('1', '{ hang }'));
    await asked();
    raw.socket.terminate();
    await until(() => ended().length === 1);
  });
});
