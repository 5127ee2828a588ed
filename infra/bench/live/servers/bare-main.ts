import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { serveParent } from '../processes/child';
import { serverFrame } from '../wire/frames';
import { takeMessages } from './sending-over-http';

/** RFC 6455, section 1.3 */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const ACK = serverFrame(Buffer.from('{"type":"connection_ack"}'));
const id = randomUUID();

const subscribers = new Set<Duplex>();
let frameBytes = 0;
let head = 0;

/** Just enough of both protocols for the load: it takes the first message for an init, and the second for a subscription. */
function upgrade(request: IncomingMessage, socket: Duplex): void {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64');
  const headers = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`];
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\n${headers.join('\r\n')}\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`,
  );
  socket.once('data', () => {
    socket.write(ACK);
    socket.once('data', () => subscribers.add(socket));
  });
  socket.on('error', () => socket.destroy()).once('close', () => subscribers.delete(socket));
}

/** Writes a frame to each socket, of the same length as the frames that it is compared with. */
function send({ text }: { text: string }): number {
  head++;
  const payload = (more: string) =>
    Buffer.from(`{"id":"${id}","type":"next","payload":{"data":{"seq":${head},"text":"${text}${more}"}}}`);
  const shortest = serverFrame(payload('')).length;
  const frame = serverFrame(payload('x'.repeat(Math.max(0, frameBytes - shortest))));
  for (const socket of subscribers) socket.write(frame);
  return head;
}

export type BareServer = typeof api;

const api = {
  async listen(bytes: number): Promise<number> {
    frameBytes = bytes;
    const http = createServer(takeMessages(send)).on('upgrade', upgrade);
    // idle connections are never closed
    http.keepAliveTimeout = 0;
    http.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 });
    await once(http, 'listening');
    return (http.address() as AddressInfo).port;
  },
};

serveParent<typeof api>(api);
