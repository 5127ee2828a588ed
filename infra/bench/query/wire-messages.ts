/** One message of a client to PostgreSQL. */
export interface WireMessage {
  /** Its letter: https://www.postgresql.org/docs/current/protocol-message-formats.html */
  readonly type: string;
  readonly body: Buffer;
}

const TYPE_BYTES = 1;
const LENGTH_BYTES = 4;

/** Cuts what a client sends into messages. The first one has no type. */
export function wireMessages(received: (message: WireMessage) => void): (piece: Buffer) => void {
  let rest = Buffer.alloc(0);
  let typeBytes = 0;
  return (piece) => {
    rest = Buffer.concat([rest, piece]);
    for (;;) {
      if (rest.length < typeBytes + LENGTH_BYTES) return;
      const end = typeBytes + rest.readUInt32BE(typeBytes);
      if (rest.length < end) return;
      if (typeBytes > 0)
        received({ type: String.fromCharCode(rest[0]!), body: rest.subarray(typeBytes + LENGTH_BYTES, end) });
      rest = rest.subarray(end);
      typeBytes = TYPE_BYTES;
    }
  };
}

/** The texts at the beginning of a body, each of which a zero byte ends. */
export function texts(body: Buffer, count: number): string[] {
  let start = 0;
  return Array.from({ length: count }, () => {
    const end = body.indexOf(0, start);
    const text = body.toString('utf8', start, end);
    start = end + 1;
    return text;
  });
}

/** The parameters of a Bind message, as text. Errors: one in binary format. */
export function parametersOf(body: Buffer): (string | null)[] {
  let at = body.indexOf(0, body.indexOf(0) + 1) + 1;
  const formats = body.readInt16BE(at);
  for (let n = 0; n < formats; n++)
    if (body.readInt16BE(at + 2 + 2 * n) !== 0) throw new Error('A parameter is not text');
  at += 2 + 2 * formats;
  const count = body.readInt16BE(at);
  at += 2;
  return Array.from({ length: count }, () => {
    const length = body.readInt32BE(at);
    at += 4;
    if (length < 0) return null;
    at += length;
    return body.toString('utf8', at - length, at);
  });
}
