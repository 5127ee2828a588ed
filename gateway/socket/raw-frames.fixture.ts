import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from '@parley/testing/until';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';

export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

interface Frame {
  opcode: number;
  payload?: string | Buffer;
  fin?: boolean;
  /** RSV1 (RFC 7692, 6): the message is compressed. */
  compressed?: boolean;
  masked?: boolean;
}

/** One frame of a client (RFC 6455, 5.2), right or wrong. */
export function frame({ opcode, payload = '', fin = true, compressed = false, masked = true }: Frame): Buffer {
  const data = Buffer.from(payload);
  const long = data.length > 125;
  const header = Buffer.alloc(long ? 10 : 2);
  header[0] = (fin ? 0x80 : 0) | (compressed ? 0x40 : 0) | opcode;
  header[1] = (masked ? 0x80 : 0) | (long ? 127 : data.length);
  if (long) header.writeBigUInt64BE(BigInt(data.length), 2);
  if (!masked) return Buffer.concat([header, data]);
  const mask = randomBytes(4);
  return Buffer.concat([header, mask, data.map((byte, n) => byte ^ mask[n % 4]!)]);
}

/** A connection that has become a socket, of which a test writes each byte. */
export interface RawConnection {
  socket: Socket;
  write(...frames: (Frame | Buffer)[]): void;
  /** Frames that have come; those of the server are whole and not masked. */
  frames(): { opcode: number; payload: Buffer }[];
  /** The code that the server closes with, once it has. */
  closeCode(): Promise<number>;
}

export async function rawConnection(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(
    'GET /graphql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n' +
      `sec-websocket-key: ${randomBytes(16).toString('base64')}\r\nsec-websocket-protocol: ${GRAPHQL_TRANSPORT_WS_PROTOCOL}\r\n\r\n`,
  );
  const [head] = (await once(socket, 'data')) as [Buffer];
  const end = head.indexOf('\r\n\r\n') + 4;
  let bytes = head.subarray(end);
  socket.on('data', (more: Buffer) => (bytes = Buffer.concat([bytes, more])));
  const frames = () => framesIn(bytes);
  return {
    socket,
    write: (...all) => all.forEach((one) => socket.write(Buffer.isBuffer(one) ? one : frame(one))),
    frames,
    closeCode: async () =>
      (await until(() => frames().find(({ opcode }) => opcode === OPCODES.close))).payload.readUInt16BE(),
  };
}

function framesIn(bytes: Buffer): { opcode: number; payload: Buffer }[] {
  const frames: { opcode: number; payload: Buffer }[] = [];
  for (let at = 0; at + 2 <= bytes.length;) {
    const short = bytes[at + 1]!;
    const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
    if (at + 2 + extended > bytes.length) break;
    const length = extended === 0 ? short : bytes.readUIntBE(at + 2 + Math.max(0, extended - 6), Math.min(6, extended));
    const from = at + 2 + extended;
    if (from + length > bytes.length) break;
    frames.push({ opcode: bytes[at]! & 0x0f, payload: bytes.subarray(from, from + length) });
    at = from + length;
  }
  return frames;
}
