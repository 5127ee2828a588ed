import { LATEST_MESSAGE } from '@parley/contracts/live';
import type { LiveBus, Unsubscribe } from '@parley/ports/bus/live-bus';
import type { Limiter } from '../../connection/limits/limiter';
import { addKey, type LatestFeed } from '../delivery/latest-feed';
import { Payers } from './payers';

interface LatestViewOptions {
  bus: Pick<LiveBus, 'subscribe'>;
  topics: readonly string[];
  /** Shortest time from one result to the next, in milliseconds. */
  intervalMs: number;
  /** What one result costs. */
  eventCost: number;
  limiter: Limiter;
  /** Reads the present state of some keys, encoded. */
  readState(keys: readonly string[]): Promise<Buffer>;
}

/**
 * What changes, for all who may share its results: the keys of an interval are read once, as they are at its end.
 * Invariant: one read at a time, and two begin an interval apart.
 */
export class LatestView {
  /** Its subscribers are charged for each result. */
  readonly payers: Payers;
  private readonly feeds = new Set<LatestFeed>();
  private readonly keys = new Set<string>();
  private subscriptions: Unsubscribe[] = [];
  private opened: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private reading = false;
  private dueAt = 0;
  private closed = false;

  constructor(private readonly options: LatestViewOptions) {
    this.payers = new Payers(options.limiter);
  }

  /** Resolves when it hears its topics; once for all. */
  open(): Promise<void> {
    return (this.opened ??= this.subscribe());
  }

  private async subscribe(): Promise<void> {
    const { bus, topics } = this.options;
    const opening = topics.map((topic) => bus.subscribe(topic, (message) => this.hear(message)));
    for (const opened of await Promise.allSettled(opening)) {
      if (opened.status === 'fulfilled') this.subscriptions.push(opened.value);
    }
    if (this.closed) this.close();
    await Promise.all(opening);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    for (const unsubscribe of this.subscriptions) unsubscribe();
    this.subscriptions = [];
  }

  join(feed: LatestFeed): void {
    this.feeds.add(feed);
  }

  leave(feed: LatestFeed): void {
    this.feeds.delete(feed);
  }

  private hear(message: unknown): void {
    const parsed = LATEST_MESSAGE.safeParse(message);
    if (!parsed.success) return;
    addKey(this.keys, parsed.data.key);
    this.readWhenDue();
  }

  private readWhenDue(): void {
    if (this.timer || this.reading || this.closed) return;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        void this.read();
      },
      Math.max(0, this.dueAt - performance.now()),
    );
  }

  private async read(): Promise<void> {
    this.dueAt = performance.now() + this.options.intervalMs;
    this.reading = true;
    try {
      await this.payers.pay(this.options.eventCost);
      const keys = [...this.keys];
      this.keys.clear();
      const payload = await this.options.readState(keys);
      for (const feed of this.feeds) feed.offer(payload, keys);
    } catch (error) {
      for (const feed of [...this.feeds]) feed.fail(error);
    } finally {
      this.reading = false;
      if (this.keys.size > 0) this.readWhenDue();
    }
  }
}
