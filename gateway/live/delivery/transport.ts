import type { Writable } from 'node:stream';

/** What carries frames to one client: a socket, or a response that does not end. */
export interface Transport {
  /** What frames are written to, between whatever else is written there. */
  readonly stream: Pick<Writable, 'write' | 'writableLength'>;
  /** Whether frames may still be written. */
  isOpen(): boolean;
  /** The client has read nothing for too long: closes the transport, and tells the client to come back. */
  closeAsTooSlow(): void;
}

/** How the payload of an event, a JSON text in UTF-8, becomes a frame of one subscription. */
export interface Framing {
  /** Most bytes that a frame has besides its payload. */
  readonly overheadBytes: number;
  /** Writes the frame into `target`, which has room for it, from `offset` on. Returns where it ends. */
  put(target: Buffer, offset: number, payload: Buffer): number;
  /** Writes, likewise and right before a frame, the position that a client can come back with. */
  mark?(target: Buffer, offset: number, position: number): number;
}
