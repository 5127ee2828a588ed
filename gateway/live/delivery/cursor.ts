import type { Envelope } from '@parley/contracts/live';
import type { Frames, FramesReader } from './frames';
import type { Feed, Framing, Outlet } from './outlet';

/** Whose cursor it is: one subscription. */
export interface CursorOwner {
  readonly outlet: Outlet;
  readonly framing: Framing;
  /** User who subscribed. */
  readonly viewer: string | undefined;
  /** Whether it only reads what the user is a member of. */
  readonly membersOnly: boolean;
  /** Whether they may still have what a cursor reads. Rejects if not. */
  mayRead(cursor: Cursor): Promise<void>;
  /** The cursor reads on. */
  unblocked(cursor: Cursor): void;
  /** They may not: what this cursor reads is over for them. */
  lost(cursor: Cursor, error?: unknown): void;
  failed(error: unknown): void;
  /** Everything was read, and no more comes; with the error that ended it, if there was one. */
  finished(error: unknown): void;
}

/** How far a subscriber is. */
export interface ExplainedCursor {
  /** Position of the last event that was handed to its connection. */
  position: number;
  /** Position up to which events are ready for it. */
  head: number;
  /** Events that it was handed. */
  delivered: number;
  /** It waits: for its start, for what is read from the log, or to know whether it may read on. */
  blocked: boolean;
}

interface CursorOptions {
  owner: CursorOwner;
  frames: Frames;
  /** Position after which it reads. */
  after: number;
  /** Position at which the viewer was authorized: what an earlier envelope cut was known then. */
  authorizedAt: number;
}

/**
 * One reader of a log of frames: a position that moves by one with each payload that is taken.
 * Invariant: nothing is given before it has started, once the viewer was cut off, or while it is asked whether they are.
 */
export class Cursor implements Feed, FramesReader {
  queued = false;
  readonly framing: Framing;
  private readonly owner: CursorOwner;
  private readonly frames: Frames;
  private readonly authorizedAt: number;
  private readonly startedAfter: number;
  private position: number;
  /** Nothing comes after `head`: how it ends there. */
  private last: { error: unknown } | undefined;
  /** What it waits for before it reads on: its start, loads, answers to whether it may. Infinity: it is over. */
  private blocks = 1;

  constructor({ owner, frames, after, authorizedAt }: CursorOptions) {
    this.owner = owner;
    this.framing = owner.framing;
    this.frames = frames;
    this.startedAfter = after;
    this.position = after;
    this.authorizedAt = authorizedAt;
  }

  get blocked(): boolean {
    return this.blocks > 0;
  }

  get resumeAfter(): number | undefined {
    return this.frames.replayable ? this.position : undefined;
  }

  explain(): ExplainedCursor {
    const { position, blocked } = this;
    return { position, head: this.frames.head, delivered: position - this.startedAfter, blocked };
  }

  /** Listens from now on to what may end it. */
  join(): void {
    this.frames.join(this, this.authorizedAt);
  }

  start(): void {
    this.unblock();
  }

  /** Nothing is given any more when this returns. */
  end(): void {
    this.blocks = Infinity;
    this.frames.leave(this);
  }

  next(): Buffer | undefined {
    if (this.blocked) return undefined;
    const payload = this.frames.at(this.position + 1);
    if (payload) this.position++;
    else if (this.position < this.frames.head) this.waitFor(this.frames.load(this.position + 1));
    else if (this.last) this.owner.finished(this.last.error);
    return payload;
  }

  advanced(): void {
    if (!this.blocked) this.owner.outlet.wake(this);
  }

  cut({ seq, cuts }: Pick<Envelope, 'seq' | 'cuts'>): void {
    if (seq <= this.authorizedAt || this.blocks === Infinity) return;
    if (cuts !== 'non-members') {
      if (cuts?.viewer === this.owner.viewer) this.owner.lost(this);
    } else if (!this.owner.membersOnly) this.doubted();
  }

  /** Reads on once the viewer is known to be allowed still. */
  doubted(): void {
    this.blocks++;
    this.owner.mayRead(this).then(
      () => this.unblock(),
      (error: unknown) => this.owner.lost(this, error),
    );
  }

  ended(error: unknown): void {
    this.owner.failed(error);
  }

  finished(error?: unknown): void {
    this.last = { error };
    if (!this.blocked) this.owner.outlet.wake(this);
  }

  private waitFor(load: Promise<void>): void {
    this.blocks++;
    load.then(
      () => this.unblock(),
      (error: unknown) => this.owner.failed(error),
    );
  }

  private unblock(): void {
    this.blocks--;
    if (!this.blocked) this.owner.unblocked(this);
  }
}
