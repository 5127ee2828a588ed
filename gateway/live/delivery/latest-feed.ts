import type { OwnFeed, Stream } from './stream';

/** Keys that wait at most; beyond that the oldest are let go. */
const MAX_KEYS = 10_000;

/** Remembers a key as the newest, within the bound. */
export function addKey(keys: Set<string>, key: string): void {
  keys.delete(key);
  keys.add(key);
  if (keys.size > MAX_KEYS) keys.delete(keys.values().next().value!);
}

/**
 * The present state of some keys, for one subscriber. One that is slow gets fewer answers: what it missed is asked for
 * again, all at once, when it can take it. Invariant: no answer is older than the one before, and none is like it.
 */
export class LatestFeed implements OwnFeed {
  queued = false;
  readonly framing;
  private waiting: { payload: Buffer; keys: readonly string[] } | undefined;
  private readonly missed: Set<string>;
  private asking = false;
  private given: Buffer | undefined;
  private closed = false;

  constructor(
    private readonly stream: Stream,
    /** The present state of some keys, encoded. */
    private readonly ask: (keys: readonly string[]) => Promise<Buffer>,
    initial: readonly string[],
  ) {
    this.framing = stream.framing;
    this.missed = new Set(initial);
  }

  close(): void {
    this.closed = true;
    this.waiting = undefined;
  }

  fail(error: unknown): void {
    this.stream.end(error);
  }

  /** The state of these keys as it has just become. */
  offer(payload: Buffer, keys: readonly string[]): void {
    if (this.waiting || this.asking || this.missed.size > 0) {
      for (const key of [...(this.waiting?.keys ?? []), ...keys]) addKey(this.missed, key);
      this.waiting = undefined;
    } else this.waiting = { payload, keys };
    this.stream.wake(this);
  }

  next(): Buffer | undefined {
    if (this.closed || !this.stream.mayGive) return undefined;
    if (this.missed.size > 0) this.askAgain();
    const payload = this.waiting?.payload;
    this.waiting = undefined;
    if (!payload || this.given?.equals(payload)) return undefined;
    this.given = payload;
    return payload;
  }

  private askAgain(): void {
    if (this.asking) return;
    this.asking = true;
    const keys = [...this.missed];
    this.missed.clear();
    this.ask(keys).then(
      (payload) => {
        this.asking = false;
        if (this.closed) return;
        if (this.missed.size === 0) this.waiting = { payload, keys };
        else for (const key of keys) addKey(this.missed, key);
        this.stream.wake(this);
      },
      (error: unknown) => this.fail(error),
    );
  }
}
