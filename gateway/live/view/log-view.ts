import type { Envelope } from '@parley/contracts/live';
import type { Cursor, Frames } from '../delivery/cursor';
import type { Limiter } from '../../connection/limits/limiter';
import { FrameStore, type FrameBudget } from './frame-store';
import { retry } from '../retry';
import { Payers } from './payers';
import type { Topic, TopicListener } from '../topic/topic';

/** Events that are executed together at most, and made again together for those who are behind. */
const PAGE = 64;

export interface LogViewOptions {
  topic: Topic;
  /** What operators know the operation by. */
  operation: string;
  /** Results of events, encoded, in their order. Errors: UNAVAILABLE where nothing of one can be had for now. */
  execute(envelopes: readonly Envelope[]): Promise<Buffer[]>;
  /** How many of them may be executed together: fewer if each costs much. */
  eventsAtOnce?: number;
  /** What one of them costs. */
  eventCost: number;
  limiter: Limiter;
  budget: FrameBudget;
  /** Bounds how many pages are made again at once. */
  replayLimit<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * One operation on one topic, for all who may share its results: executed and encoded once an event, whoever looks.
 * What many are behind with is made again once, a page at a time.
 * Invariant: no payload stays that was made before a deletion in the topic.
 */
export class LogView implements Frames, TopicListener {
  readonly replayable = true;
  /** Up to here every event has been executed since the view was opened. */
  head: number;
  /** Its subscribers are charged for each new event; a subscriber that is behind is charged for its replay. */
  readonly payers: Payers;
  private readonly frames: FrameStore;
  private readonly cursors = new Set<Cursor>();
  private readonly loads = new Map<number, { from: number; done: Promise<void> }>();
  private readonly leaveTopic: () => void;
  private following = false;
  private closed = false;

  constructor(private readonly options: LogViewOptions) {
    this.frames = new FrameStore(options.budget);
    this.payers = new Payers(options.limiter);
    this.head = options.topic.last;
    this.leaveTopic = options.topic.listen(this);
  }

  get topic(): string {
    return this.options.topic.name;
  }

  explain(): { operation: string; head: number; readers: number; kept: number } {
    const { operation } = this.options;
    return { operation, head: this.head, readers: this.cursors.size, kept: this.frames.size };
  }

  close(): void {
    this.closed = true;
    this.leaveTopic();
    this.frames.clear();
  }

  join(cursor: Cursor, authorizedAt: number): void {
    this.cursors.add(cursor);
    const cuts = this.options.topic.cutsSince(authorizedAt);
    if (!cuts) cursor.recheck();
    else for (const cut of cuts) cursor.cut(cut);
  }

  leave(cursor: Cursor): void {
    this.cursors.delete(cursor);
  }

  get(position: number): Buffer | undefined {
    return this.frames.get(position);
  }

  load(position: number): Promise<void> {
    const page = Math.floor((position - 1) / PAGE);
    const running = this.loads.get(page);
    if (running && running.from <= position) return running.done;
    const to = Math.min((page + 1) * PAGE, running ? running.from - 1 : this.head);
    const done = this.options
      .replayLimit(() => this.fill(position, to))
      .finally(() => {
        if (this.loads.get(page)?.done === done) this.loads.delete(page);
      });
    this.loads.set(page, { from: position, done });
    return done;
  }

  advanced(): void {
    if (this.following) return;
    this.following = true;
    this.follow().catch((error: unknown) => this.failed(error));
  }

  purged(): void {
    this.frames.clear();
  }

  cut(envelope: Envelope): void {
    for (const cursor of [...this.cursors]) cursor.cut(envelope);
  }

  failed(error: unknown): void {
    for (const cursor of [...this.cursors]) cursor.failed(error);
  }

  /** Executes what the topic has come to have. What comes meanwhile is executed together, in the next round. */
  private async follow(): Promise<void> {
    const { topic, eventsAtOnce, eventCost } = this.options;
    try {
      while (this.head < topic.last && !this.closed) {
        const last = Math.min(topic.last, this.head + (eventsAtOnce ?? PAGE));
        await this.payers.pay((last - this.head) * eventCost);
        this.head += await this.make(this.head + 1, last);
        for (const cursor of this.cursors) cursor.advanced();
      }
    } finally {
      this.following = false;
    }
  }

  /**
   * Makes what is missing, but no more than has room until it is read. What is there is kept as long as what is made: for
   * those who come back one after the other, of whom each would miss a few more.
   */
  private async fill(from: number, to: number): Promise<void> {
    const { replayBytes } = this.options.budget;
    let bytes = 0;
    for (let next = from; next <= to && bytes < replayBytes && !this.closed;) {
      this.frames.renew(next);
      const made = this.frames.get(next) ? 1 : await this.make(next, this.missingUpTo(next, to), replayBytes - bytes);
      for (let n = 0; n < made; n++) bytes += this.frames.get(next++)?.length ?? 0;
    }
  }

  private missingUpTo(from: number, to: number): number {
    let last = from;
    while (last < to && !this.frames.get(last + 1)) last++;
    return last;
  }

  /**
   * Makes the payloads at some positions from `from` on, up to so many bytes, but one at least. Returns how many: none
   * where a deletion came in between.
   */
  private async make(from: number, to: number, maxBytes = Infinity): Promise<number> {
    const { topic, execute, eventsAtOnce = PAGE } = this.options;
    const { generation } = topic;
    const count = Math.min(PAGE, eventsAtOnce, to - from + 1);
    const payloads = await retry(
      async () => execute((await topic.read(from - 1)).slice(0, count)),
      () => !this.closed && generation === topic.generation,
    );
    if (this.closed || generation !== topic.generation) return 0;
    let bytes = 0;
    let made = 0;
    for (const payload of payloads) {
      bytes += payload.length;
      if (made > 0 && bytes > maxBytes) break;
      this.frames.put(from + made++, payload);
    }
    return made;
  }
}
