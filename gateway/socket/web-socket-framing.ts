import type { Framing } from '../live/delivery/transport';

const SUFFIX = '}'.charCodeAt(0);
/** A final text frame (RFC 6455, 5.2). */
const TEXT = 0x81;
const HEADER_BYTES = 10;

/** A `next` message of graphql-transport-ws for one operation, as one unmasked text frame. */
export class WebSocketFraming implements Framing {
  readonly overheadBytes: number;
  private readonly prefix: Buffer;

  constructor(operationId: string) {
    const text = `{"id":${JSON.stringify(operationId)},"type":"next","payload":`;
    // memory of its own: a slice of Node's pool would keep all of that as long as the subscription
    this.prefix = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
    this.prefix.write(text);
    this.overheadBytes = HEADER_BYTES + this.prefix.length + 1;
  }

  put(target: Buffer, from: number, payload: Buffer): number {
    const { prefix } = this;
    let at = header(target, from, prefix.length + payload.length + 1);
    target.set(prefix, at);
    at += prefix.length;
    target.set(payload, at);
    at += payload.length;
    target[at++] = SUFFIX;
    return at;
  }
}

function header(target: Buffer, from: number, length: number): number {
  let at = from;
  target[at++] = TEXT;
  if (length < 126) {
    target[at++] = length;
    return at;
  }
  if (length < 65_536) {
    target[at++] = 126;
    return target.writeUInt16BE(length, at);
  }
  target[at++] = 127;
  return target.writeBigUInt64BE(BigInt(length), at);
}
