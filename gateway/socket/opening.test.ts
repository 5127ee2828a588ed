import { once } from 'node:events';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, MessageType } from 'graphql-ws';
import WebSocket from 'ws';
import { startTestGateway, type TestGateway } from '../tiny-graph.fixture';
import { init, openSocket, rawSocket, socketUrl, subscribe, terminateSockets } from './raw-socket.fixture';

let test: TestGateway;
beforeAll(async () => {
  test = await startTestGateway({ environment: 'production' });
});
afterAll(() => test.gateway.stop());
beforeEach(() => (test.contexts.length = 0));
afterEach(terminateSockets);

const url = () => test.gateway.url;

describe('the handshake', () => {
  it('without a protocol: 4406', async () => {
    const socket = new WebSocket(socketUrl(url()));
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(CloseCode.SubprotocolNotAcceptable);
  });

  it('with another protocol alone: refused', async () => {
    const socket = new WebSocket(socketUrl(url()), 'graphql-ws');
    await expect(once(socket, 'open')).rejects.toThrow();
  });

  it('with several protocols: ours is chosen', async () => {
    const socket = new WebSocket(socketUrl(url()), ['graphql-ws', GRAPHQL_TRANSPORT_WS_PROTOCOL]);
    await once(socket, 'open');
    expect(socket.protocol).toBe(GRAPHQL_TRANSPORT_WS_PROTOCOL);
    socket.terminate();
  });

  it('on another path: 404', async () => {
    const socket = new WebSocket(`${socketUrl(url())}/other`, GRAPHQL_TRANSPORT_WS_PROTOCOL);
    await expect(once(socket, 'open')).rejects.toThrow('404');
  });

  it('does not agree to compression', async () => {
    const { socket } = await rawSocket(url(), { perMessageDeflate: true });
    expect(socket.extensions).toBe('');
  });
});

describe('init', () => {
  it('is acknowledged', async () => {
    const raw = await openSocket(url());
    expect(raw.messages).toEqual([{ type: MessageType.ConnectionAck }]);
  });

  it('that does not come: 4408', async () => {
    const raw = await rawSocket(url());
    // does not count as one
    raw.send({ type: MessageType.Ping });
    expect(await raw.closed).toEqual({
      code: CloseCode.ConnectionInitialisationTimeout,
      reason: 'Connection initialisation timeout',
    });
  });

  it.each<[string, object | undefined]>([
    ['no payload', undefined],
    ['no token', {}],
    ['an empty token', { token: '' }],
    ['a token that is not good', { token: 'wrong' }],
    ['a token that is an object', { token: { $ne: 1 } }],
    ['a token that is a list', { token: ['ada'] }],
  ])('with %s: 4401', async (_, payload) => {
    const raw = await rawSocket(url());
    raw.send(init(payload));
    expect(await raw.closed).toEqual({ code: CloseCode.Unauthorized, reason: 'Unauthorized' });
    expect(raw.messages).toEqual([]);
  });

  it('with a payload that is no object: 4400', async () => {
    const raw = await rawSocket(url());
    raw.send(init('ada' as never));
    expect((await raw.closed).code).toBe(CloseCode.BadRequest);
  });

  it('twice: 4429, also before the first is answered', async () => {
    const [late, early] = [await openSocket(url()), await rawSocket(url())];
    late.send(init({ token: 'ada' }));
    early.send(init({ token: 'ada' }), init({ token: 'ada' }));
    for (const { closed } of [late, early])
      expect(await closed).toEqual({
        code: CloseCode.TooManyInitialisationRequests,
        reason: 'Too many initialisation requests',
      });
  });
});

describe('before the acknowledgement', () => {
  it('a ping is answered', async () => {
    const raw = await rawSocket(url());
    raw.send({ type: MessageType.Ping });
    await raw.message(MessageType.Pong);
  });

  it.each<[string, object[]]>([
    ['before init', []],
    ['right after init', [init({ token: 'ada' })]],
    ['right after an init that is refused', [init({ token: 'wrong' })]],
  ])('subscribe %s: 4401, and nothing is executed', async (_, before) => {
    const raw = await rawSocket(url());
    raw.send(...before, subscribe('1', 'mutation { rename(name: "x") { name } }'));
    expect((await raw.closed).code).toBe(CloseCode.Unauthorized);
    expect(test.contexts).toEqual([]);
  });

  it('complete is nothing to anybody', async () => {
    const raw = await rawSocket(url());
    raw.send({ id: '1', type: MessageType.Complete }, init({ token: 'ada' }));
    await raw.message(MessageType.ConnectionAck);
  });
});
