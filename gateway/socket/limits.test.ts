import { once } from 'node:events';
import { until } from '@parley/testing/until';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import WebSocket from 'ws';
import { SOCKET_LIMITS, startTestGateway, viewer, type TestGateway } from '../tiny-graph.fixture';

interface Message {
  type: string;
  id?: string;
  payload?: unknown;
}

describe('limits of sockets', () => {
  let test: TestGateway;
  const sockets: WebSocket[] = [];
  beforeAll(async () => {
    test = await startTestGateway({
      socketLimits: { ...SOCKET_LIMITS, perUser: 3, perTenant: 4, operationsPerSecond: 2 },
    });
    test.people.set('cyd', viewer('cyd'));
  });
  afterEach(() => sockets.splice(0).forEach((socket) => socket.terminate()));
  afterAll(() => test.gateway.stop());

  async function open(token: string) {
    const socket = new WebSocket(`${test.gateway.url.replace('http', 'ws')}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL);
    sockets.push(socket);
    const heard: Message[] = [];
    let closed: [number, string] | undefined;
    socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString()) as Message));
    socket.on('close', (code, reason) => (closed = [code, reason.toString()]));
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { token } }));
    await until(() => closed ?? heard.length > 0);
    return { socket, heard, closed: () => closed };
  }

  it('refuses one socket too many of a person, and of a tenant, until another one is closed', async () => {
    const [first] = [await open('ada'), await open('ada'), await open('ada')];
    expect((await open('ada')).closed()).toEqual([1013, 'QUOTA_EXCEEDED: At most 3 connections of one person']);
    const other = await open('cyd');
    expect(other.closed()).toBeUndefined();
    expect((await open('bob')).closed()).toEqual([1013, 'QUOTA_EXCEEDED: At most 4 connections of one tenant']);
    first.socket.close();
    await until(async () => (await open('bob')).closed() === undefined);
  });

  it('refuses operations that come too fast, and says when to try again', async () => {
    const { socket, heard } = await open('ada');
    for (let n = 0; n < 11; n++)
      socket.send(JSON.stringify({ id: String(n), type: 'subscribe', payload: { query: '{ me { name } }' } }));
    const refused = await until(() => heard.find(({ type }) => type === 'error'));
    expect(refused).toMatchObject({
      id: '10',
      payload: [
        { extensions: { code: 'RATE_LIMITED', retryable: true, retryAfterSeconds: expect.any(Number) as number } },
      ],
    });
  });
});
