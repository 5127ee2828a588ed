import { until } from '@parley/testing/until';
import { MessageType } from 'graphql-ws';
import { SOCKET_LIMITS, startTestGateway, type TestGateway } from '../tiny-graph.fixture';
import { frame, OPCODES, rawConnection, type RawConnection } from './raw-frames.fixture';
import { init, openSocket, subscribe, terminateSockets } from './raw-socket.fixture';

const { continuation, text, binary, close, ping } = OPCODES;
const INIT = JSON.stringify(init({ token: 'ada' }));

let test: TestGateway;
beforeAll(async () => {
  const socketLimits = { ...SOCKET_LIMITS, framesPerSecond: Infinity, bytesPerSecond: Infinity };
  test = await startTestGateway({ environment: 'production', socketLimits });
});
afterAll(() => test.gateway.stop());

const open: RawConnection[] = [];
afterEach(() => {
  open.splice(0).forEach(({ socket }) => socket.destroy());
  terminateSockets();
});

async function connected(): Promise<RawConnection> {
  const raw = await rawConnection(test.gateway.url);
  open.push(raw);
  return raw;
}

const texts = (raw: RawConnection) =>
  raw.frames().flatMap(({ opcode, payload }) => (opcode === text ? [JSON.parse(payload.toString()) as object] : []));

/** A clear end for that socket, and others go on. */
describe('frames that break RFC 6455', () => {
  afterEach(async () => {
    const next = await openSocket(test.gateway.url, 'bob');
    next.send(subscribe('1', '{ me { name } }'));
    expect((await next.message(MessageType.Next, '1')).payload).toEqual({ data: { me: { name: 'Bob' } } });
  });

  it.each<[string, number, (raw: RawConnection) => void]>([
    ['binary', 1003, (raw) => raw.write({ opcode: binary, payload: INIT })],
    ['binary and empty', 1003, (raw) => raw.write({ opcode: binary })],
    ['text that is not UTF-8', 1007, (raw) => raw.write({ opcode: text, payload: Buffer.from([0xff, 0xfe]) })],
    [
      'text that is cut within a character',
      1007,
      (raw) => raw.write({ opcode: text, payload: Buffer.from('é').subarray(0, 1) }),
    ],
    ['two megabytes', 1009, (raw) => raw.write({ opcode: text, payload: 'a'.repeat(2_097_152) })],
    [
      'a length that is announced and never comes',
      1009,
      (raw) => raw.write(Buffer.from([0x81, 0xff, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff])),
    ],
    [
      'a length beyond 2^53',
      1009,
      (raw) => raw.write(Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])),
    ],
    [
      'endless fragments',
      1008,
      (raw) => {
        raw.write({ opcode: text, fin: false });
        const some = Buffer.concat(Array.from({ length: 20_000 }, () => frame({ opcode: continuation, fin: false })));
        raw.write(some);
      },
    ],
    [
      'an endless message in fragments',
      1009,
      (raw) => {
        raw.write({ opcode: text, fin: false });
        for (let n = 0; n < 20; n++) raw.write({ opcode: continuation, fin: false, payload: 'a'.repeat(100_000) });
      },
    ],
    ['a fragment that continues nothing', 1002, (raw) => raw.write({ opcode: continuation, payload: INIT })],
    [
      'a message within another',
      1002,
      (raw) => raw.write({ opcode: text, fin: false, payload: '{' }, { opcode: text, payload: INIT }),
    ],
    ['compressed, which was not agreed', 1002, (raw) => raw.write({ opcode: text, compressed: true, payload: INIT })],
    ['not masked', 1002, (raw) => raw.write({ opcode: text, masked: false, payload: INIT })],
    ['an opcode that is reserved', 1002, (raw) => raw.write({ opcode: 3, payload: INIT })],
    ['a ping in fragments', 1002, (raw) => raw.write({ opcode: ping, fin: false })],
    ['a ping that is too long', 1002, (raw) => raw.write({ opcode: ping, payload: 'a'.repeat(126) })],
    ['a close with a code that is none', 1002, (raw) => raw.write({ opcode: close, payload: Buffer.from([0, 1]) })],
    ['a close with half a code', 1002, (raw) => raw.write({ opcode: close, payload: Buffer.from([3]) })],
  ])('%s: %d', async (_, code, misbehave) => {
    const raw = await connected();
    misbehave(raw);
    expect(await raw.closeCode()).toBe(code);
  });
});

it('a message may come in fragments, with a ping in between', async () => {
  const raw = await connected();
  raw.write(
    { opcode: text, fin: false, payload: INIT.slice(0, 10) },
    { opcode: ping, payload: 'still here' },
    { opcode: continuation, fin: false },
    { opcode: continuation, payload: INIT.slice(10) },
  );
  await until(() => texts(raw).length === 1);
  expect(texts(raw)).toEqual([{ type: MessageType.ConnectionAck }]);
  expect(raw.frames()[0]).toMatchObject({ opcode: OPCODES.pong, payload: Buffer.from('still here') });
});

it('a pong that nobody asked for is no fault', async () => {
  const raw = await connected();
  raw.write({ opcode: OPCODES.pong, payload: 'hello' }, { opcode: text, payload: INIT });
  await until(() => texts(raw).length === 1);
});

it('a client that pings without end and reads nothing is closed with 1013', async () => {
  const raw = await connected();
  raw.socket.pause();
  const pings = Buffer.concat(Array.from({ length: 10_000 }, () => frame({ opcode: ping, payload: 'a'.repeat(125) })));
  // more than the buffers on the way hold, and the server's own limit
  for (let n = 0; n < 20; n++) raw.write(pings);
  await until(() => raw.socket.writableLength === 0);
  raw.socket.resume();
  expect(await raw.closeCode()).toBe(1013);
});
