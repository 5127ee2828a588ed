import { CloseCode, MessageType } from 'graphql-ws';
import { startTestGateway, type TestGateway } from '../tiny-graph.fixture';
import { openSocket, subscribe, terminateSockets } from './raw-socket.fixture';

let test: TestGateway;
beforeAll(async () => {
  test = await startTestGateway({ environment: 'production' });
});
afterAll(() => test.gateway.stop());
beforeEach(() => (test.lines.length = 0));
afterEach(terminateSockets);

const open = () => openSocket(test.gateway.url);
const query = '{ me { name } }';

it.each<[string, string]>([
  ['no JSON', 'hello'],
  ['nothing', ''],
  ['JSON that is cut', '{"type":"ping"'],
  ['null', 'null'],
  ['a number', '1'],
  ['a text', '"ping"'],
  ['a list', '[{"type":"ping"}]'],
  ['no type', '{}'],
  ['a type that is an object', '{"type":{}}'],
  ['an unknown type', '{"type":"start"}'],
  ['a type of the older protocol', '{"type":"connection_terminate"}'],
  ['the name of a property of every object', '{"type":"__proto__"}'],
  ['a type in other letters', '{"type":"PING"}'],
  ['a ping with a payload that is no object', '{"type":"ping","payload":1}'],
  ['a pong with a payload that is no object', '{"type":"pong","payload":"x"}'],
  ['subscribe without an id', JSON.stringify({ type: 'subscribe', payload: { query } })],
  ['subscribe with an empty id', JSON.stringify(subscribe('', query))],
  ['subscribe with an id that is a number', JSON.stringify({ ...subscribe('1', query), id: 1 })],
  ['subscribe without a payload', JSON.stringify({ id: '1', type: 'subscribe' })],
  ['subscribe with a payload that is a list', JSON.stringify({ id: '1', type: 'subscribe', payload: [] })],
  ['subscribe without a query', JSON.stringify({ id: '1', type: 'subscribe', payload: {} })],
  ['subscribe with a query that is an object', JSON.stringify(subscribe('1', {} as never))],
  ['subscribe with variables that are a text', JSON.stringify(subscribe('1', query, { variables: 'x' }))],
  ['subscribe with an operation name that is a number', JSON.stringify(subscribe('1', query, { operationName: 1 }))],
  ['subscribe with extensions that are a text', JSON.stringify(subscribe('1', query, { extensions: 'x' }))],
  ['complete without an id', '{"type":"complete"}'],
  ['complete with an id that is an object', '{"type":"complete","id":{}}'],
  ['what only servers send: an ack', '{"type":"connection_ack"}'],
  ['what only servers send: a result', '{"type":"next","id":"1","payload":{"data":{}}}'],
  ['what only servers send: an error', '{"type":"error","id":"1","payload":[{"message":"x"}]}'],
])('4400 for %s, and no fault of ours', async (_, text) => {
  const raw = await open();
  raw.socket.send(text);
  expect(await raw.closed).toEqual({ code: CloseCode.BadRequest, reason: 'Invalid message received' });
  expect(test.lines.filter(({ level }) => Number(level) >= 50)).toEqual([]);
});

it('nothing is answered that came behind what was refused', async () => {
  test.contexts.length = 0;
  const raw = await open();
  raw.socket.send('hello');
  raw.send(subscribe('1', 'mutation { rename(name: "x") { name } }'));
  await raw.closed;
  expect(test.contexts).toEqual([]);
});

describe('a ping', () => {
  it.each([[{}], [{ a: [1, { b: 'é' }], at: 1 }]])('is answered with its payload: %j', async (payload) => {
    const raw = await open();
    raw.send({ type: MessageType.Ping, payload });
    expect(await raw.message(MessageType.Pong)).toEqual({ type: MessageType.Pong, payload });
  });

  it.each([[{}], [{ payload: null }]])('without a payload is answered without one: %j', async (more) => {
    const raw = await open();
    raw.send({ type: MessageType.Ping, ...more });
    expect(await raw.message(MessageType.Pong)).toEqual({ type: MessageType.Pong });
  });

  it('is answered between the results of an operation', async () => {
    const raw = await open();
    raw.send(
      subscribe('1'),
      { type: MessageType.Ping, payload: { n: 1 } },
      { type: MessageType.Ping, payload: { n: 2 } },
    );
    await raw.settled();
    const pongs = raw.messages.filter(({ type }) => type === MessageType.Pong).map(({ payload }) => payload);
    expect(pongs.slice(0, 2)).toEqual([{ n: 1 }, { n: 2 }]);
    await raw.message(MessageType.Next, '1');
  });
});

it.each([[{}], [{ payload: { a: 1 } }]])('a pong that nobody asked for is no fault: %j', async (more) => {
  const raw = await open();
  raw.send({ type: MessageType.Pong, ...more });
  await raw.settled();
});

it('unknown fields of a message are no fault', async () => {
  const raw = await open();
  raw.send({ ...subscribe('1', query), more: { than: 'there is' } });
  expect((await raw.message(MessageType.Next, '1')).payload).toEqual({ data: { me: { name: 'Ada' } } });
});

it('a client that asks and does not read is closed with 1013', async () => {
  const raw = await open();
  raw.socket.pause();
  const ping = { type: MessageType.Ping, payload: { padding: 'a'.repeat(500_000) } };
  // more than the buffers on the way hold, and the server's own limit
  for (let i = 0; i < 60; i++) raw.send(ping);
  const sent = new Promise<void>((resolve) =>
    raw.socket.send(JSON.stringify({ type: MessageType.Ping }), () => resolve()),
  );
  await sent;
  raw.socket.resume();
  expect((await raw.closed).code).toBe(1013);
});
