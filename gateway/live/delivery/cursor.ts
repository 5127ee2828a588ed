import type { Envelope } from '@parley/contracts/live';
import type { Feed, Outlet } from './outlet';
import type { Framing } from './transport';

/** What cursors read: encoded payloads by position, which grow at their end. */
export interface Frames {
  /** Position up to which payloads have been made. */
  readonly head: number;
  /** Whether a later reader can be given what came after a position. */
  readonly replayable: boolean;
  /** The payload at a position; undefined where there is none yet, or none any more. */
  get(position: number): Buffer | undefined;
  /** Makes again what is at a position up to `head`. Errors: RESYNC_REQUIRED, UNAVAILABLE where it can't be. */
  load(position: number): Promise<void>;
  /**
   * Calls the cursor's methods from now on. `authorizedAt`: position at which its viewer was known to be allowed; what cut
   * some off since then it hears at once.
   */
  join(cursor: Cursor, authorizedAt: number): void;
  leave(cursor: Cursor): void;
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

/** What a cursor reads, until it is released. */
export interface CursorSource {
  frames: Frames;
  /** Position after which it is read. */
  after: number;
  /** Position at which the viewer was authorized: what an earlier envelope cut was known then. */
  authorizedAt: number;
  /** Charges the subscriber for so many events that have to be made again; resolves once they can pay. */
  pay?(events: number): Promise<void>;
  release(): void;
}

/** Events that are charged at a time: a page of them is made again together. */
const LOADED_AT_ONCE = 64;

/** What a cursor needs of its stream. There are many cursors: the stream passes itself instead of callbacks for each. */
interface Subscriber {
  readonly outlet: Outlet;
  readonly framing: Framing;
  /** User who subscribed. */
  readonly viewer: string | undefined;
  /** Whether cursors only read what the user is a member of. */
  readonly membersOnly: boolean;
  /** Rejects unless the user may still read the source of this name. */
  authorizeSource(name: string): Promise<unknown>;
  /** The cursor is READING now. */
  cursorReads(cursor: Cursor): void;
  /** The user may not read on what this cursor reads. */
  accessEnded(cursor: Cursor, error?: unknown): void;
  /** There is no more to read, with the error that is the reason, if one is. */
  end(error?: unknown): void;
}

/**
 * One reader of frames: a position that moves by one with each payload that is taken.
 * Invariant: nothing is given before it has started, once the viewer was cut off, or while the subgraph decides whether they are.
 *
 * ## States
 *
 * HELD: it waits before it reads on, for its start, for frames that are being loaded, or to know whether the viewer may
 * still read. `holds` counts what it waits for.
 *
 * READING: nothing holds it. The outlet takes payloads as they come.
 *
 * ENDED: gives nothing any more, for good. `holds` is Infinity.
 *
 * `setHolds` is the only place that changes the state.
 */
export class Cursor implements Feed {
  queued = false;
  private holds = 1;
  private position: number;
  /** Nothing comes after `head`: with what it ends there. */
  private finish: { error: unknown } | undefined;

  constructor(
    private readonly stream: Subscriber,
    readonly name: string,
    private readonly source: CursorSource,
  ) {
    this.position = source.after;
  }

  get framing(): Framing {
    return this.stream.framing;
  }

  get isReading(): boolean {
    return this.holds === 0;
  }

  private setHolds(holds: number): void {
    this.holds = holds;
    if (holds === 0) this.stream.cursorReads(this);
  }

  get resumeAfter(): number | undefined {
    return this.source.frames.replayable ? this.position : undefined;
  }

  explain(): ExplainedCursor {
    const { position, source, isReading } = this;
    return { position, head: source.frames.head, delivered: position - source.after, blocked: !isReading };
  }

  /** Hears from now on what may end it. */
  join(): void {
    this.source.frames.join(this, this.source.authorizedAt);
  }

  start(): void {
    this.setHolds(this.holds - 1);
  }

  /** Nothing is given any more when this returns. */
  end(): void {
    this.setHolds(Infinity);
    this.source.frames.leave(this);
    this.source.release();
  }

  next(): Buffer | undefined {
    if (this.holds > 0) return undefined;
    const { frames } = this.source;
    const payload = frames.get(this.position + 1);
    if (payload) this.position++;
    else if (this.position < frames.head) this.holdUntil(this.loadNext(), (error) => this.stream.end(error));
    else if (this.finish) this.stream.end(this.finish.error);
    return payload;
  }

  private async loadNext(): Promise<void> {
    const { frames, pay } = this.source;
    const next = this.position + 1;
    if (pay) await pay(Math.min(frames.head - this.position, LOADED_AT_ONCE));
    // others may have loaded it meanwhile
    if (!frames.get(next)) await frames.load(next);
  }

  /** `frames.head` has moved on. */
  advanced(): void {
    if (this.holds === 0) this.stream.outlet.wake(this);
  }

  /** Some may not have the frames from this position on. */
  cut({ seq, cuts }: Pick<Envelope, 'seq' | 'cuts'>): void {
    if (seq <= this.source.authorizedAt || this.holds === Infinity) return;
    if (cuts !== 'non-members') {
      if (cuts?.viewer === this.stream.viewer) this.stream.accessEnded(this);
    } else if (!this.stream.membersOnly) this.recheck();
  }

  /** Reads on once the viewer is known to be allowed still. */
  recheck(): void {
    this.holdUntil(this.stream.authorizeSource(this.name), (error) => this.stream.accessEnded(this, error));
  }

  failed(error: unknown): void {
    this.stream.end(error);
  }

  /** Nothing comes after `frames.head`: ends once it has read up to there, with the error if there is one. */
  finished(error?: unknown): void {
    this.finish = { error };
    this.advanced();
  }

  private holdUntil(done: Promise<unknown>, onError: (error: unknown) => void): void {
    this.setHolds(this.holds + 1);
    done.then(() => this.setHolds(this.holds - 1), onError);
  }
}
