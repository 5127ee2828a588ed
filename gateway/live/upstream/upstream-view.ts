import { unavailable } from '@parley/contracts/errors';
import type { ExecutionResult } from 'graphql';
import { FrameStore, type FrameBudget } from '../view/frame-store';
import type { Cursor, Frames } from '../delivery/cursor';
import type { SubscriptionPlan } from '../subscription/plan';
import type { UpstreamSink } from './upstream';

/** Events that are completed together at most. */
const AT_ONCE = 32;
/** Events that wait until those before them are completed. */
const MAX_WAITING = 500;

/** What a view listens to, as its operation is planned on the present graph. */
export interface Pushing {
  plan: SubscriptionPlan;
  variables: Record<string, unknown>;
  /** The same for the same events: where, and which operation with which variables. */
  key: string;
  /** Returns how to leave. */
  subscribe(sink: UpstreamSink): () => void;
}

export interface UpstreamViewOptions {
  /** On the present graph. Errors: where the operation can't go on there. */
  pushing(): Promise<Pushing>;
  /** Events, each completed by the rest of its plan and encoded, in their order. */
  encode(events: readonly PushedEvent[]): Promise<Buffer[]>;
  budget: FrameBudget;
  /** Called once it has nothing for those who come next. */
  onOver(): void;
}

export interface PushedEvent {
  result: ExecutionResult;
  /** As the operation was when it came. */
  pushing: Pushing;
}

/**
 * One operation that a subgraph pushes, for all who may share its results: subscribed to once, and each event completed
 * and encoded once. Positions count what has come since it was opened, and what is not kept any more can't be had again.
 * `open` → `ended` (the subgraph completed it, failed, or stayed away, or it can't go on with the graph) → `closed`.
 * Invariant: events are read in the order in which they were pushed, and all that came are read before the end.
 */
export class UpstreamView implements Frames {
  readonly replayable = false;
  head = 0;
  private readonly frames: FrameStore;
  private readonly cursors = new Set<Cursor>();
  private waiting: PushedEvent[] = [];
  private state: 'open' | 'ended' | 'closed' = 'open';
  private endedWith: unknown;
  private following = false;
  /** How often the graph has changed. */
  private rounds = 0;
  private unsubscribe: () => void;

  constructor(
    private current: Pushing,
    private readonly options: UpstreamViewOptions,
  ) {
    this.frames = new FrameStore(options.budget);
    this.unsubscribe = this.listen();
  }

  close(): void {
    if (this.state === 'open') this.options.onOver();
    this.state = 'closed';
    this.unsubscribe();
    this.waiting = [];
    this.frames.clear();
  }

  join(cursor: Cursor): void {
    this.cursors.add(cursor);
    if (this.state === 'ended' && !this.following) cursor.finished(this.endedWith);
  }

  leave(cursor: Cursor): void {
    this.cursors.delete(cursor);
  }

  get(position: number): Buffer | undefined {
    return this.frames.get(position);
  }

  async load(): Promise<void> {
    throw unavailable('You are too far behind: subscribe again');
  }

  /** The graph has changed: listens to what the operation has become. It never rejects. */
  async replanned(): Promise<void> {
    const round = ++this.rounds;
    try {
      const next = await this.options.pushing();
      // it may have ended, or the graph may have changed once more
      if (this.state !== 'open' || round !== this.rounds) return;
      const { key } = this.current;
      this.current = next;
      if (next.key === key) return;
      const unsubscribe = this.unsubscribe;
      this.unsubscribe = this.listen();
      unsubscribe();
    } catch (error) {
      if (this.state === 'open' && round === this.rounds) this.fail(error);
    }
  }

  private listen(): () => void {
    const { key, subscribe } = this.current;
    const isCurrent = () => this.state === 'open' && this.current.key === key;
    return subscribe({
      event: (result) => {
        if (isCurrent()) this.receive(result);
      },
      end: (error) => {
        if (isCurrent()) this.end(error);
      },
    });
  }

  private receive(result: ExecutionResult): void {
    if (this.waiting.length >= MAX_WAITING)
      return this.fail(unavailable('Events come faster than they can be completed'));
    this.waiting.push({ result, pushing: this.current });
    if (this.following) return;
    this.following = true;
    this.follow().catch((error: unknown) => this.fail(error));
  }

  /** Completes what has come. What comes meanwhile is completed together, in the next round. */
  private async follow(): Promise<void> {
    try {
      while (this.waiting.length > 0) {
        const payloads = await this.options.encode(this.waiting.splice(0, AT_ONCE));
        if (this.state === 'closed') return;
        for (const payload of payloads) this.frames.put(++this.head, payload);
        for (const cursor of [...this.cursors]) cursor.advanced();
      }
    } finally {
      this.following = false;
    }
    if (this.state === 'ended') this.finish();
  }

  /** Ends it without what waits. */
  private fail(error: unknown): void {
    this.unsubscribe();
    this.waiting = [];
    if (this.state === 'ended') this.finish();
    else this.end(error);
  }

  private end(error: unknown): void {
    if (this.state !== 'open') return;
    this.state = 'ended';
    this.endedWith = error;
    this.options.onOver();
    if (!this.following) this.finish();
  }

  private finish(): void {
    for (const cursor of [...this.cursors]) cursor.finished(this.endedWith);
  }
}
