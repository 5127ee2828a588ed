import type { Stream, StreamFeed } from './stream';

/** Keys that wait at most; beyond that the oldest are dropped. */
const MAX_KEYS = 10_000;

/** Adds a key as the newest, within the bound. */
export function addKey(keys: Set<string>, key: string): void {
  keys.delete(key);
  keys.add(key);
  if (keys.size > MAX_KEYS) keys.delete(keys.values().next().value!);
}

/**
 * The present state of some keys, for one subscriber. A slow one gets fewer results: the state of all that it missed is
 * read in one query when it can take it.
 * Invariant: no result is older than the one before, and none equals it.
 */
export class LatestFeed implements StreamFeed {
  queued = false;
  readonly framing;
  private pending: { payload: Buffer; keys: readonly string[] } | undefined;
  private readonly missed: Set<string>;
  private reading = false;
  private lastPayload: Buffer | undefined;
  private closed = false;

  constructor(
    private readonly stream: Stream,
    /** Reads the present state of some keys, encoded. */
    private readonly readState: (keys: readonly string[]) => Promise<Buffer>,
    initial: readonly string[],
  ) {
    this.framing = stream.framing;
    this.missed = new Set(initial);
  }

  close(): void {
    this.closed = true;
    this.pending = undefined;
  }

  fail(error: unknown): void {
    this.stream.end(error);
  }

  /** The state of these keys as it has just become. */
  offer(payload: Buffer, keys: readonly string[]): void {
    if (this.pending || this.reading || this.missed.size > 0) {
      for (const key of [...(this.pending?.keys ?? []), ...keys]) addKey(this.missed, key);
      this.pending = undefined;
    } else this.pending = { payload, keys };
    this.stream.wake(this);
  }

  next(): Buffer | undefined {
    if (this.closed || !this.stream.isReading) return undefined;
    if (this.missed.size > 0) this.readMissed();
    const payload = this.pending?.payload;
    this.pending = undefined;
    if (!payload || this.lastPayload?.equals(payload)) return undefined;
    this.lastPayload = payload;
    return payload;
  }

  private readMissed(): void {
    if (this.reading) return;
    this.reading = true;
    const keys = [...this.missed];
    this.missed.clear();
    this.readState(keys).then(
      (payload) => {
        this.reading = false;
        if (this.closed) return;
        if (this.missed.size === 0) this.pending = { payload, keys };
        else for (const key of keys) addKey(this.missed, key);
        this.stream.wake(this);
      },
      (error: unknown) => this.fail(error),
    );
  }
}
