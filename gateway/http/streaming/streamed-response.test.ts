import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { notFound } from '@parley/contracts/errors';
import { ANONYMOUS } from '@parley/contracts/principal';
import { until } from '@parley/testing/until';
import { requestOf } from '../../tiny-graph.fixture';
import { EVENT_STREAM } from './event-stream';
import { StreamedResponse } from './streamed-response';

let server: Server;
let client: Socket;
let raw: ServerResponse;
let text: string;
const onAlive = jest.fn();
let response: StreamedResponse;

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  text = '';
  client.on('data', (data) => (text += String(data))).on('error', () => undefined);
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  [, raw] = (await once(server, 'request')) as [unknown, ServerResponse];
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'performance', 'queueMicrotask'] });
  const request = requestOf(ANONYMOUS);
  response = new StreamedResponse(raw, { headers: { 'x-one': '1' }, format: EVENT_STREAM, request, onAlive });
});
afterEach(async () => {
  client.destroy();
  await response.closed;
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
  jest.clearAllMocks();
  server.close();
  await once(server, 'close');
});

/** Writes until the client, which does not read, has no room for more. */
function fill(): void {
  client.pause();
  while (raw.writableLength === 0) response.transport.stream.write(Buffer.alloc(1_000_000, 'x'));
}

it('shows its headers at once', async () => {
  await until(() => text.includes(':\n\n'));
  expect(text).toMatch(/^HTTP\/1.1 200 OK\r\nx-one: 1\r\ncontent-type: text\/event-stream/);
});

it('gives signs of life, and hears that they were taken', async () => {
  await until(() => text.includes(':\n\n'));
  jest.advanceTimersByTime(12_000);
  await until(() => onAlive.mock.calls.length === 1);
  jest.advanceTimersByTime(12_000);
  await until(() => text.split(':\n\n').length === 4);
});

it('gives none to a client that does not read', () => {
  fill();
  const waiting = raw.writableLength;
  jest.advanceTimersByTime(120_000);
  expect(raw.writableLength).toBe(waiting);
  expect(onAlive).not.toHaveBeenCalled();
});

it('shows at once whether the connection has taken what was written', () => {
  response.transport.stream.write(Buffer.from('a frame'));
  expect(response.transport.stream.writableLength).toBe(0);
});

it('is cut where it is too slow', async () => {
  fill();
  response.transport.closeAsTooSlow();
  expect(response.transport.isOpen()).toBe(false);
  await response.closed;
});

it('is cut where its end is not read', async () => {
  fill();
  response.complete();
  expect(response.transport.isOpen()).toBe(false);
  jest.advanceTimersByTime(3_000);
  await response.closed;
});

it.each<[string, () => void]>([
  ['it is completed', () => response.complete()],
  ['it fails', () => response.fail([notFound('Conversation')])],
  ['the server restarts', () => response.restart()],
  ['the client is too slow', () => response.transport.closeAsTooSlow()],
  ['the client goes', () => client.destroy()],
])('tells once that it is over: %s', async (_, end) => {
  const over = jest.fn();
  response.onEnd(over);
  end();
  await response.closed;
  response.complete();
  response.fail([]);
  expect(over).toHaveBeenCalledTimes(1);
  response.onEnd(over);
  expect(over).toHaveBeenCalledTimes(2);
});

it('writes nothing after its end', async () => {
  response.fail([notFound('Conversation')]);
  response.complete();
  await once(client, 'close');
  expect(text.match(/event: complete/g)).toHaveLength(1);
  expect(text).toMatch(/NOT_FOUND[^]*event: complete\ndata:\n\n\r\n0\r\n\r\n$/);
});
