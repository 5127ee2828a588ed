import type { Writable } from 'node:stream';

/** A connection to one client, as live delivery sees it. */
export interface Connection {
  /** What frames are written to, between whatever else is written there. */
  readonly stream: Pick<Writable, 'write' | 'writableLength'>;
  /** Whether frames may still be written. */
  isOpen(): boolean;
  /** It has not taken what was written to it for too long: closes it, and says to come back. */
  tooSlow(): void;
}

/** How the payload of an event, a JSON text in UTF-8, becomes a frame of one subscription on its connection. */
export interface Framing {
  /** Most bytes that a frame has besides its payload. */
  readonly overheadBytes: number;
  /** Writes the frame into `target`, which has room for it, from `at` on. Returns where it ends. */
  put(target: Buffer, at: number, payload: Buffer): number;
  /** Writes, likewise and right before a frame, the position that a client can come back with. */
  mark?(target: Buffer, at: number, position: number): number;
}

/** Something that has frames for an outlet, in order. */
export interface Feed {
  readonly framing: Framing;
  /** Position of the payload that was taken last, where a client that comes back can go on after it. */
  readonly resumeAfter?: number;
  /** True while an outlet has it in its list. The outlet's own. */
  queued: boolean;
  /** Takes the next payload, if there is one now. Must not throw. */
  next(): Buffer | undefined;
}

/** Gets outlets their turns. */
export interface Turns {
  /** Gives the outlet a turn, soon. */
  queue(outlet: Outlet): void;
  /** The outlet waits for its connection, or does so no more. */
  congested(outlet: Outlet, is: boolean): void;
}

const NOTHING = Buffer.alloc(0);

/**
 * The way out of one connection: what its feeds have is written in turns, several frames at once. It holds no frames
 * itself: what the connection does not take stays where its feeds take it from.
 * Invariant: nothing is handed to a connection that has not taken all that it was handed before.
 */
export class Outlet {
  /** True while it waits for its turn. Its owner's. */
  queued = false;
  /** When it has been given no more than it may in the time: milliseconds of the process's clock. Its owner's. */
  evenAt = 0;
  /** Since when its connection has not taken everything, in milliseconds of the process's clock. */
  congestedSince: number | undefined;
  private readonly ready: Feed[] = [];

  constructor(
    private readonly connection: Connection,
    private readonly turns: Turns,
  ) {}

  /** For how long its connection has not taken everything, in milliseconds. */
  congestedMs(): number {
    return this.congestedSince === undefined ? 0 : Math.round(performance.now() - this.congestedSince);
  }

  /** The feed has something, or may have. */
  wake(feed: Feed): void {
    if (feed.queued) return;
    feed.queued = true;
    this.ready.push(feed);
    if (this.congestedSince === undefined) this.turns.queue(this);
  }

  /** The feed whose turn it is, while frames can be written. */
  current(): Feed | undefined {
    return this.ready[0];
  }

  /** The current feed has nothing more. */
  done(): void {
    this.ready.shift()!.queued = false;
  }

  /** The current feed has more, and waits until others had their turn. */
  rotate(): void {
    if (this.ready.length > 1) this.ready.push(this.ready.shift()!);
  }

  canWrite(): boolean {
    if (!this.connection.isOpen()) return false;
    if (this.connection.stream.writableLength === 0) return true;
    // somebody else's bytes: nothing of ours tells when they are taken
    if (this.congestedSince === undefined) this.connection.stream.write(NOTHING, this.written);
    this.congest();
    return false;
  }

  /** Returns whether the connection took all of it at once; if not, `bytes` must stay as they are. */
  write(bytes: Buffer): boolean {
    this.connection.stream.write(bytes, this.written);
    if (this.connection.stream.writableLength === 0) return true;
    this.congest();
    return false;
  }

  /** Bytes that its connection was handed, and has not taken. */
  get waitingBytes(): number {
    return this.connection.stream.writableLength;
  }

  /** Closes its connection. Returns whether that was still to be done. */
  tooSlow(): boolean {
    if (!this.connection.isOpen()) return false;
    this.connection.tooSlow();
    return true;
  }

  private congest(): void {
    if (this.congestedSince !== undefined) return;
    this.congestedSince = performance.now();
    this.turns.congested(this, true);
  }

  private readonly written = (): void => {
    if (this.congestedSince === undefined || (this.connection.isOpen() && this.connection.stream.writableLength > 0))
      return;
    this.congestedSince = undefined;
    this.turns.congested(this, false);
    if (this.ready.length > 0) this.turns.queue(this);
  };
}
