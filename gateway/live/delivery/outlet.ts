import type { Framing, Transport } from './transport';

/** Something that has frames for an outlet, in order. */
export interface Feed {
  readonly framing: Framing;
  /** Position of the payload that was taken last, where a client that comes back can go on after it. */
  readonly resumeAfter?: number;
  /** True while an outlet has it in its list. Only the outlet sets it. */
  queued: boolean;
  /** Takes the next payload, if there is one now. Must not throw. */
  next(): Buffer | undefined;
}

export type OutletState = 'idle' | 'queued' | 'writing' | 'throttled' | 'congested';

interface OutletOptions {
  transport: Transport;
  /** Called after each change of the state. */
  onState(outlet: Outlet, before: OutletState): void;
}

const NOTHING = Buffer.alloc(0);

/**
 * The way out of one connection. The sweep gives it turns; in a turn it writes what its feeds have, several frames in one
 * write. It stores no frames: what the transport does not take stays in the feeds.
 * Invariant: the transport is handed nothing while it has not taken everything that it was handed before.
 *
 * ## States
 *
 * IDLE: no feed has anything, or the transport is closed. A feed that wakes it makes it QUEUED.
 *
 * QUEUED: waits for its turn.
 *
 * WRITING: has its turn. Afterwards it is QUEUED if feeds have more, and IDLE if not.
 *
 * THROTTLED: was given more bytes than its rate allows. The sweep makes it QUEUED after a pause.
 *
 * CONGESTED: the transport has not taken everything. When it has, the outlet is QUEUED or IDLE; if it never does, the
 * sweep closes the transport.
 *
 * `setState` is the only place that changes the state.
 */
export class Outlet {
  /** From when on it is within its rate, in milliseconds of the process's clock. Only the sweep sets it. */
  withinRateAt = 0;
  /** Since when it is CONGESTED, in milliseconds of the process's clock. */
  congestedSince = 0;
  private current: OutletState = 'idle';
  private readonly ready: Feed[] = [];
  private readonly transport: Transport;

  constructor(private readonly options: OutletOptions) {
    this.transport = options.transport;
  }

  get state(): OutletState {
    return this.current;
  }

  private setState(state: OutletState): void {
    const before = this.current;
    this.current = state;
    if (state === 'congested') this.congestedSince = performance.now();
    this.options.onState(this, before);
  }

  /** Whether its transport is open. */
  get isOpen(): boolean {
    return this.transport.isOpen();
  }

  /** For how long it has been CONGESTED, in milliseconds; otherwise 0. */
  congestedMs(): number {
    return this.current === 'congested' ? Math.round(performance.now() - this.congestedSince) : 0;
  }

  /** The feed has something, or may have. */
  wake(feed: Feed): void {
    if (feed.queued) return;
    feed.queued = true;
    this.ready.push(feed);
    if (this.current === 'idle') this.setState('queued');
  }

  /** Returns whether something may be written in this turn. If not, the turn is over. */
  beginTurn(): boolean {
    this.setState('writing');
    if (!this.isOpen) {
      this.setState('idle');
      return false;
    }
    if (this.transport.stream.writableLength === 0) return true;
    // somebody else's bytes: a write of ours tells when they are taken
    this.transport.stream.write(NOTHING, this.onTaken);
    this.setState('congested');
    return false;
  }

  endTurn(): void {
    if (this.current === 'writing') this.queueIfReady();
  }

  /** Ends its turn: the sweep calls `unthrottle` after a pause. */
  throttle(): void {
    this.setState('throttled');
  }

  unthrottle(): void {
    this.setState('queued');
  }

  /** The feed whose turn it is, if any has something. */
  currentFeed(): Feed | undefined {
    return this.ready[0];
  }

  /** The current feed has nothing more. */
  dropFeed(): void {
    this.ready.shift()!.queued = false;
  }

  /** The current feed has more, and waits until others had their turn. */
  rotateFeeds(): void {
    if (this.ready.length > 1) this.ready.push(this.ready.shift()!);
  }

  /** Returns whether the transport took all of it at once; if not, `bytes` must stay as they are. */
  write(bytes: Buffer): boolean {
    this.transport.stream.write(bytes, this.onTaken);
    if (this.transport.stream.writableLength === 0) return true;
    this.setState('congested');
    return false;
  }

  /** Bytes that the transport was handed, and has not taken. */
  get bufferedBytes(): number {
    return this.transport.stream.writableLength;
  }

  /** Closes the transport. Returns whether it was open. */
  closeAsTooSlow(): boolean {
    if (!this.isOpen) return false;
    this.transport.closeAsTooSlow();
    return true;
  }

  private readonly onTaken = (): void => {
    if (this.current !== 'congested') return;
    if (this.isOpen && this.transport.stream.writableLength > 0) return;
    this.queueIfReady();
  };

  private queueIfReady(): void {
    this.setState(this.ready.length > 0 ? 'queued' : 'idle');
  }
}
