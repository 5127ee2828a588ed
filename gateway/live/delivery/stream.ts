import { ParleyError } from '@parley/contracts/errors';
import type { RequestContext } from '@parley/runtime/request';
import { Cursor, type CursorSource, type ExplainedCursor } from './cursor';
import type { Feed, Outlet } from './outlet';
import type { Framing } from './transport';

export interface StreamOptions {
  /** Where its frames are written, and how they look there. */
  outlet: Outlet;
  framing: Framing;
  /** Who subscribed. */
  request: RequestContext;
  /** Whether a viewer may have the stream now, or one source of it. Rejects if not. */
  authorize(request: RequestContext, source?: string): Promise<unknown>;
  /** Its sources are those that the viewer is a member of; it goes on when it loses one. */
  membersOnly?: boolean;
}

/** A feed of the stream's own, beside its cursors. */
export interface StreamFeed extends Feed {
  /** Gives nothing any more. */
  close(): void;
}

/**
 * One subscription, with a cursor on each of its sources, which may come and go. It holds what it needs until it has ended.
 * Invariant: its outlet is given nothing of it unless it is RUNNING.
 *
 * ## States
 *
 * READY: the viewer may have it, and nothing of it is written yet.
 *
 * RUNNING: its frames are written as they come.
 *
 * ENDED: completed by its client, or ended by an error. It has released all its sources.
 *
 * `setState` is the only place that changes the state.
 */
export class Stream {
  readonly outlet: Outlet;
  readonly framing: Framing;
  readonly viewer: string | undefined;
  readonly membersOnly: boolean;
  private state: 'ready' | 'running' | 'ended' = 'ready';
  private error: unknown;
  private readonly cursors = new Map<string, Cursor>();
  private readonly feeds: StreamFeed[] = [];
  private endListeners: (() => void)[] = [];

  constructor(private readonly options: StreamOptions) {
    const { outlet, framing, request, membersOnly = false } = options;
    this.outlet = outlet;
    this.framing = framing;
    this.viewer = userOf(request);
    this.membersOnly = membersOnly;
  }

  private setState(state: 'running' | 'ended'): void {
    this.state = state;
    if (state === 'running') {
      for (const cursor of this.cursors.values()) cursor.start();
      for (const feed of this.feeds) this.outlet.wake(feed);
      return;
    }
    for (const name of [...this.cursors.keys()]) this.remove(name);
    for (const feed of this.feeds) feed.close();
    for (const listener of this.endListeners) listener();
    this.endListeners = [];
  }

  get ended(): boolean {
    return this.state === 'ended';
  }

  /** The error that it ended with, if any. */
  get endedWith(): unknown {
    return this.error;
  }

  /** How far it is in one of its sources. */
  explain(source: string): ExplainedCursor | undefined {
    return this.cursors.get(source)?.explain();
  }

  /**
   * Writes its frames from now on. Resolves once it has ended; rejects with the error that ended it: NOT_FOUND once access
   * is lost.
   */
  run(): Promise<void> {
    if (this.state === 'ready') this.setState('running');
    return new Promise((resolve, reject) => {
      this.onEnd(() => (this.error === undefined ? resolve() : reject(this.error)));
    });
  }

  /** Nothing of it is written any more when this returns. */
  end(error?: unknown): void {
    if (this.ended) return;
    this.error = error;
    this.setState('ended');
  }

  /** Calls back when it has ended; at once if it has. */
  onEnd(listener: () => void): void {
    if (this.ended) listener();
    else this.endListeners.push(listener);
  }

  /** Ends the stream unless the viewer of `request` may have it. */
  reauthorize(request: RequestContext): Promise<void> {
    return this.options.authorize(request).then(
      () => undefined,
      (error: unknown) => this.end(error),
    );
  }

  has(name: string): boolean {
    return this.cursors.has(name);
  }

  /** Reads this source too. */
  add(name: string, source: CursorSource): void {
    if (this.ended || this.has(name)) return source.release();
    const cursor = new Cursor(this, name, source);
    this.cursors.set(name, cursor);
    cursor.join();
    if (this.state === 'running') cursor.start();
  }

  /** Nothing of this source is given any more. */
  remove(name: string): void {
    const cursor = this.cursors.get(name);
    this.cursors.delete(name);
    cursor?.end();
  }

  /** Gives what this feed has, too. */
  attach(feed: StreamFeed): void {
    this.feeds.push(feed);
    if (this.ended) feed.close();
    else this.wake(feed);
  }

  /** The feed has something. */
  wake(feed: Feed): void {
    if (this.state === 'running') this.outlet.wake(feed);
  }

  cursorReads(cursor: Cursor): void {
    this.wake(cursor);
    for (const feed of this.feeds) this.wake(feed);
  }

  authorizeSource(name: string): Promise<unknown> {
    return this.options.authorize(this.options.request, name);
  }

  accessEnded(cursor: Cursor, error: unknown = accessLost()): void {
    if (!this.membersOnly) this.end(error);
    else if (this.cursors.get(cursor.name) === cursor) this.remove(cursor.name);
  }

  /** Whether anything may be given now: it is RUNNING, and no cursor waits to know whether the viewer may read on. */
  get isReading(): boolean {
    if (this.state !== 'running') return false;
    for (const cursor of this.cursors.values()) if (!cursor.isReading) return false;
    return true;
  }
}

export const accessLost = (): ParleyError => new ParleyError('NOT_FOUND', 'It is not there, or not for you any more');

const userOf = ({ principal }: RequestContext): string | undefined =>
  principal.kind === 'viewer' ? principal.user : undefined;
