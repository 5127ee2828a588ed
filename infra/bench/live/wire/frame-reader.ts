/**
 * Reads WebSocket frames as a client (RFC 6455, section 5.2), from the chunks of a TCP stream.
 * `feed` a chunk, then call `next` until it is false; while it is true, the fields are those of one frame. It does not keep
 * the chunk: it copies the start of a frame that continues in the next one.
 */
export class FrameReader {
  opcode = 0;
  /** False if the message continues in the next frame. */
  final = true;
  /** The payload is `bytes` from `start` to `end`. */
  bytes: Buffer = NOTHING;
  start = 0;
  end = 0;
  private piece: Buffer = NOTHING;
  private at = 0;
  private begun: Buffer | undefined;

  feed(piece: Buffer): void {
    this.piece = piece;
    this.at = 0;
  }

  /** Errors: if a frame is masked, which servers must not send. */
  next(): boolean {
    if (this.begun) return this.goOn(this.begun);
    const size = bytesNeeded(this.piece, this.at);
    if (this.at + size > this.piece.length) return this.keep(this.piece.subarray(this.at));
    this.show(this.piece, this.at, size);
    this.at += size;
    return true;
  }

  /** Copies the rest of a frame that began in an earlier chunk. */
  private goOn(begun: Buffer): boolean {
    let frame = begun;
    for (let size = bytesNeeded(frame, 0); frame.length < size; size = bytesNeeded(frame, 0)) {
      const more = this.piece.subarray(this.at, this.at + size - frame.length);
      if (more.length === 0) return this.keep(frame);
      frame = Buffer.concat([frame, more]);
      this.at += more.length;
    }
    this.begun = undefined;
    this.show(frame, 0, frame.length);
    return true;
  }

  private keep(frame: Buffer): false {
    this.begun = frame.length > 0 ? Buffer.from(frame) : undefined;
    this.piece = NOTHING;
    this.at = 0;
    return false;
  }

  private show(bytes: Buffer, from: number, size: number): void {
    this.opcode = bytes[from]! & 0x0f;
    this.final = bytes[from]! >= 0x80;
    this.bytes = bytes;
    this.start = from + headerSize(bytes, from);
    this.end = from + size;
  }
}

const NOTHING = Buffer.alloc(0);

function headerSize(bytes: Buffer, from: number): number {
  const length = bytes[from + 1]!;
  if (length > 127) throw new Error('a frame of a server is masked');
  return length === 127 ? 10 : length === 126 ? 4 : 2;
}

/** The length of the frame in bytes, or a minimum while its header is incomplete. */
function bytesNeeded(bytes: Buffer, from: number): number {
  const there = bytes.length - from;
  if (there < 2) return 2;
  const header = headerSize(bytes, from);
  if (there < header) return header;
  if (header === 2) return 2 + bytes[from + 1]!;
  return header + (header === 4 ? bytes.readUInt16BE(from + 2) : Number(bytes.readBigUInt64BE(from + 2)));
}
