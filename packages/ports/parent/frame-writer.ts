import type { Writable } from 'node:stream';

/** Writes frames to one reader, those of a turn of the event loop at once. */
export interface FrameWriter {
  /** Sends a frame that must arrive: a request or a response. The callers bound their number. */
  send(frame: Buffer): void;
  /** Sends a frame that may be lost. Returns false if it was, because the reader is too far behind. */
  offer(frame: Buffer): boolean;
  /** Writes what waits, and resolves when the reader's side has it or is gone. Nothing may be written after it. */
  end(): Promise<void>;
}

/** Invariant: what is offered never makes more than `maxBytes` wait for a reader that does not read. */
export function frameWriter(stream: Writable, { maxBytes }: { maxBytes: number }): FrameWriter {
  let turn: Buffer[] = [];
  let bytes = 0;

  function flush(): void {
    if (turn.length === 0) return;
    const frames = turn;
    turn = [];
    bytes = 0;
    // one copy of its own: the frames may be parts of larger buffers
    if (stream.writable) stream.write(Buffer.concat(frames));
  }

  function send(frame: Buffer): void {
    if (turn.push(frame) === 1) setImmediate(flush);
    bytes += frame.length;
  }

  return {
    send,
    offer(frame) {
      if (!stream.writable || bytes + stream.writableLength + frame.length > maxBytes) return false;
      send(frame);
      return true;
    },
    async end() {
      flush();
      if (stream.destroyed) return;
      await new Promise<void>((resolve) => {
        stream.once('close', resolve);
        stream.end(resolve);
      });
    },
  };
}
