import { ParleyError } from '@parley/contracts/errors';
import type { RequestContext } from '@parley/runtime/request';
import { Cursor, type CursorOwner, type ExplainedCursor } from './cursor';
import type { Frames } from './frames';
import type { LiveStream } from '../live';
import type { Feed, Framing, Outlet } from './outlet';

/** What a stream gets its frames from, until it lets go of it. */
export interface Source {
  frames: Frames;
  /** Position after which it is read. */
  after: number;
  /** Position at which the viewer was authorized. */
  authorizedAt: number;
  release(): void;
}

export interface StreamOptions {
  outlet: Outlet;
  framing: Framing;
  /** Who subscribed. */
  request: RequestContext;
  /** Whether a viewer may have the stream now, or one source of it. Rejects if not. */
  authorize(request: RequestContext, source?: string): Promise<unknown>;
  /** Its sources are those that the viewer is a member of; it goes on when it loses one. */
  membersOnly?: boolean;
}

/** A feed of the stream's own. */
export interface OwnFeed extends Feed {
  /** Gives nothing any more. */
  close(): void;
}

interface Part {
  cursor: Cursor;
  release(): void;
}

/**
 * One subscription: `ready` → `running` → `over`, with a cursor on each of its sources, which may come and go.
 * Invariant: its outlet is given nothing of it before it runs, nor when it is over.
 */
export class Stream implements LiveStream, CursorOwner {
  readonly outlet: Outlet;
  readonly framing: Framing;
  readonly viewer: string | undefined;
  readonly membersOnly: boolean;
  private state: 'ready' | 'running' | 'over' = 'ready';
  private error: unknown;
  private readonly parts = new Map<string, Part>();
  private readonly feeds: OwnFeed[] = [];
  private onOver: (() => void)[] = [];

  constructor(private readonly options: StreamOptions) {
    const { outlet, framing, request, membersOnly = false } = options;
    this.outlet = outlet;
    this.framing = framing;
    this.viewer = userOf(request);
    this.membersOnly = membersOnly;
  }

  get over(): boolean {
    return this.state === 'over';
  }

  /** The error that it ended with, if any. */
  get endedWith(): unknown {
    return this.error;
  }

  /** How far it is in one of its sources. */
  explain(source: string): ExplainedCursor | undefined {
    return this.parts.get(source)?.cursor.explain();
  }

  run(): Promise<void> {
    if (this.state === 'ready') {
      this.state = 'running';
      for (const { cursor } of this.parts.values()) cursor.start();
      for (const feed of this.feeds) this.outlet.wake(feed);
    }
    return new Promise((resolve, reject) => {
      const settle = () => (this.error === undefined ? resolve() : reject(this.error));
      if (this.over) settle();
      else this.onOver.push(settle);
    });
  }

  end(error?: unknown): void {
    if (this.over) return;
    this.state = 'over';
    this.error = error;
    for (const name of [...this.parts.keys()]) this.remove(name);
    for (const feed of this.feeds) feed.close();
    for (const callback of this.onOver) callback();
    this.onOver = [];
  }

  /** Calls back when it is over; at once if it is. */
  whenOver(callback: () => void): void {
    if (this.over) callback();
    else this.onOver.push(callback);
  }

  reauthorize(request: RequestContext): Promise<void> {
    return this.options.authorize(request).then(
      () => undefined,
      (error: unknown) => this.end(error),
    );
  }

  has(name: string): boolean {
    return this.parts.has(name);
  }

  /** Reads this source too. */
  add(name: string, { frames, after, authorizedAt, release }: Source): void {
    if (this.over || this.has(name)) return release();
    const cursor = new Cursor({ owner: this, frames, after, authorizedAt });
    this.parts.set(name, { cursor, release });
    cursor.join();
    if (this.state === 'running') cursor.start();
  }

  /** Nothing of this source is given any more. */
  remove(name: string): void {
    const part = this.parts.get(name);
    if (!part) return;
    this.parts.delete(name);
    part.cursor.end();
    part.release();
  }

  /** Gives what this feed has, too. */
  attach(feed: OwnFeed): void {
    this.feeds.push(feed);
    if (this.over) feed.close();
    else this.wake(feed);
  }

  /** The feed has something. */
  wake(feed: Feed): void {
    if (this.state === 'running') this.outlet.wake(feed);
  }

  /** Whether anything may be given now. */
  get mayGive(): boolean {
    if (this.state !== 'running') return false;
    for (const { cursor } of this.parts.values()) if (cursor.blocked) return false;
    return true;
  }

  unblocked(cursor: Cursor): void {
    this.wake(cursor);
    for (const feed of this.feeds) this.wake(feed);
  }

  async mayRead(cursor: Cursor): Promise<void> {
    await this.options.authorize(this.options.request, this.nameOf(cursor));
  }

  lost(cursor: Cursor, error: unknown = accessEnded()): void {
    const name = this.nameOf(cursor);
    if (!this.membersOnly) this.end(error);
    else if (name !== undefined) this.remove(name);
  }

  failed(error: unknown): void {
    this.end(error);
  }

  finished(error: unknown): void {
    this.end(error);
  }

  private nameOf(cursor: Cursor): string | undefined {
    for (const [name, part] of this.parts) if (part.cursor === cursor) return name;
    return undefined;
  }
}

export const accessEnded = (): ParleyError => new ParleyError('NOT_FOUND', 'It is not there, or not for you any more');

export const userOf = ({ principal }: RequestContext): string | undefined =>
  principal.kind === 'viewer' ? principal.user : undefined;
