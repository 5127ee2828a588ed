import { MessageType } from 'graphql-ws';
import { SOCKET_LIMITS, startTestGateway, type TestGateway } from '../tiny-graph.fixture';
import { OPCODES, rawConnection } from './raw-frames.fixture';
import { complete, init, openSocket, rawSocket, subscribe, terminateSockets } from './raw-socket.fixture';

/** Sockets whose clients send without end are closed with 1008, before anything of it is parsed. */

let test: TestGateway;
beforeAll(async () => {
  const socketLimits = { ...SOCKET_LIMITS, framesPerSecond: 100, bytesPerSecond: 100_000, frameBytes: 200_000 };
  test = await startTestGateway({ socketLimits });
});
afterAll(() => test.gateway.stop());
afterEach(terminateSockets);

const TOO_MUCH = { code: 1008, reason: 'Too many messages' };
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

it.each<[string, object]>([
  ['pings', { type: MessageType.Ping }],
  ['completes', complete('1')],
])('%s before connection_init', async (_, message) => {
  const socket = await rawSocket(test.gateway.url);
  socket.send(...times(2_000, () => message));
  expect(await socket.closed).toEqual(TOO_MUCH);
  // of what came after the limit nothing was responded to
  expect(socket.messages.length).toBeLessThan(700);
});

it.each<[string, (n: number) => object]>([
  ['pings', () => ({ type: MessageType.Ping })],
  ['subscribes and completes', (n) => (n % 2 ? complete(String(n - 1)) : subscribe(String(n), '{ me { name } }'))],
  ['what is no message', () => ({})],
])('%s after it', async (name, message) => {
  const socket = await openSocket(test.gateway.url);
  socket.send(...times(2_000, message));
  const { code } = await socket.closed;
  expect(code).toBe(name === 'what is no message' ? 4400 : 1008);
});

it('frames of the WebSocket itself', async () => {
  for (const opcode of [OPCODES.ping, OPCODES.pong]) {
    const connection = await rawConnection(test.gateway.url);
    connection.write(...times(2_000, () => ({ opcode })));
    expect(await connection.closeCode()).toBe(1008);
    connection.socket.destroy();
  }
});

it('bytes, in few large messages', async () => {
  const socket = await openSocket(test.gateway.url);
  socket.send(...times(40, () => ({ type: MessageType.Ping, payload: { padding: 'x'.repeat(20_000) } })));
  expect(await socket.closed).toEqual(TOO_MUCH);
});

it('a message of fragments that never end', async () => {
  const connection = await rawConnection(test.gateway.url);
  connection.write({ opcode: OPCODES.text, payload: 'x', fin: false });
  for (let n = 0; n < 20; n++) connection.write(...times(1_000, () => ({ opcode: OPCODES.continuation, fin: false })));
  expect(await connection.closeCode()).toBe(1008);
  connection.socket.destroy();
});

it('and a socket that sends a lot, but not too much, goes on', async () => {
  const socket = await rawSocket(test.gateway.url);
  socket.send(init({ token: 'ada' }));
  await socket.message(MessageType.ConnectionAck);
  socket.send(...times(200, (n) => subscribe(String(n), '{ me { name } }')));
  for (const n of [0, 100, 199]) await socket.message(MessageType.Next, String(n));
  await socket.settled();
});
