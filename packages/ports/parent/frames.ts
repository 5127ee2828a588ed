import type { Readable } from 'node:stream';

/** The messages between a worker and its parent. */
export const KIND = {
  /** A message for all who subscribed to the topic `name`. The parent passes it on as it came, unread. */
  publish: 1,
  /** The response comes when the parent passes on what is published to the topic `name`. */
  subscribe: 2,
  /** From now on nothing of the topic `name`. */
  unsubscribe: 3,
  /** The method `name` of the ephemeral store, with its arguments in the body. */
  call: 4,
  /** Of `subscribe` or `call`, with what it resolved to. */
  response: 5,
  /** Of `subscribe` or `call`, with why it was rejected. */
  failure: 6,
} as const;

export type Kind = (typeof KIND)[keyof typeof KIND];

export interface Frame {
  kind: Kind;
  /** Of a request and its response; 0 where none is expected. */
  id: number;
  name: string;
  /** Reads the body, a JSON value; undefined where it is empty. */
  body(): unknown;
  /** All of it, to be passed on. */
  bytes: Buffer;
}

/** In bytes: length of the rest (4), kind (1), id (4), length of the name (4), name, body. Numbers are big-endian. */
const HEADER_BYTES = 13;
const LENGTH_BYTES = 4;

export function encodeFrame({
  kind,
  id = 0,
  name = '',
  body,
}: {
  kind: Kind;
  id?: number;
  name?: string;
  body?: unknown;
}): Buffer {
  const text = body === undefined ? '' : JSON.stringify(body);
  const nameBytes = Buffer.byteLength(name);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + nameBytes + Buffer.byteLength(text));
  bytes.writeUInt32BE(bytes.length - LENGTH_BYTES, 0);
  bytes.writeUInt8(kind, 4);
  bytes.writeUInt32BE(id, 5);
  bytes.writeUInt32BE(nameBytes, 9);
  bytes.write(name, HEADER_BYTES);
  bytes.write(text, HEADER_BYTES + nameBytes);
  return bytes;
}

function decodeFrame(bytes: Buffer): Frame {
  const bodyAt = HEADER_BYTES + bytes.readUInt32BE(9);
  return {
    kind: bytes.readUInt8(4) as Kind,
    id: bytes.readUInt32BE(5),
    name: bytes.toString('utf8', HEADER_BYTES, bodyAt),
    body: () => (bytes.length > bodyAt ? (JSON.parse(bytes.toString('utf8', bodyAt)) as unknown) : undefined),
    bytes,
  };
}

/** Calls back for each whole frame that comes. */
export function readFrames(stream: Readable, onFrame: (frame: Frame) => void): void {
  let rest: Buffer[] = [];
  let size = 0;
  /** Bytes without which looking again is of no use. */
  let needed = LENGTH_BYTES;

  stream.on('data', (chunk: Buffer) => {
    rest.push(chunk);
    size += chunk.length;
    if (size < needed) return;
    const bytes = rest.length === 1 ? chunk : Buffer.concat(rest, size);
    let at = 0;
    for (;;) {
      const left = bytes.length - at;
      needed = left < LENGTH_BYTES ? LENGTH_BYTES : LENGTH_BYTES + bytes.readUInt32BE(at);
      if (left < needed) break;
      onFrame(decodeFrame(bytes.subarray(at, at + needed)));
      at += needed;
    }
    rest = at < bytes.length ? [bytes.subarray(at)] : [];
    size = bytes.length - at;
  });
}
