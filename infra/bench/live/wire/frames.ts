export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/** A frame as a server writes it: final, not masked. */
export const serverFrame = (payload: Buffer, opcode: number = OPCODE.text): Buffer =>
  Buffer.concat([header(payload.length, opcode, 0), payload]);

/** A frame as a client writes it: final, and masked with zeros, so that the payload stays the same. */
export const clientFrame = (payload: Buffer, opcode: number = OPCODE.text): Buffer =>
  Buffer.concat([header(payload.length, opcode, 0x80), Buffer.alloc(4), payload]);

/** RFC 6455, section 5.2: the length in 7 bits, or after 126 in 16, or after 127 in 64. */
function header(length: number, opcode: number, masked: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | opcode, masked | length]);
  const bytes = Buffer.alloc(length < 65_536 ? 4 : 10);
  bytes[0] = 0x80 | opcode;
  bytes[1] = masked | (length < 65_536 ? 126 : 127);
  if (length < 65_536) bytes.writeUInt16BE(length, 2);
  else bytes.writeBigUInt64BE(BigInt(length), 2);
  return bytes;
}
