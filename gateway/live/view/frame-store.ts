/** Bytes that all stores of a process may hold together, and for how long a payload is worth keeping. */
interface Limits {
  bytes: number;
  ms: number;
}

/** The encoded frames of all views of a process, within one bound. The oldest goes first. */
export interface FrameBudget {
  readonly heldBytes: number;
  /** What one view may make again at once, in bytes, so that it is still there when it is read. */
  readonly replayBytes: number;
  /** Drops what is too old. */
  expire(): void;
  /** Counts it from now on, and evicts the oldest frames, of whatever store, to make room. */
  add(frame: StoredFrame): void;
  /** Returns the frame to store instead: as new as what comes now. */
  renew(frame: StoredFrame): StoredFrame;
  subtract(bytes: number): void;
}

const REPLAY_SHARE = 16;

/** A payload as it was put into its store; another one may be at its position by now. */
interface StoredFrame {
  readonly store: FrameStore;
  readonly position: number;
  readonly payload: Buffer;
  /** Milliseconds of the process's clock. */
  readonly storedAt: number;
}

export function createFrameBudget({ bytes, ms }: Limits): FrameBudget {
  let heldBytes = 0;
  let oldestFirst: StoredFrame[] = [];
  let first = 0;

  function evictOldest(): void {
    const frame = oldestFirst[first++]!;
    frame.store.evict(frame);
    if (first < 4_096 || first * 2 < oldestFirst.length) return;
    oldestFirst = oldestFirst.slice(first);
    first = 0;
  }

  return {
    get heldBytes() {
      return heldBytes;
    },
    replayBytes: bytes / REPLAY_SHARE,
    expire() {
      const before = performance.now() - ms;
      while (first < oldestFirst.length && oldestFirst[first]!.storedAt < before) evictOldest();
    },
    add(frame) {
      heldBytes += frame.payload.length;
      oldestFirst.push(frame);
      // the newest stays, however large
      while (heldBytes > bytes && first < oldestFirst.length - 1) evictOldest();
    },
    renew(frame) {
      const renewed = { ...frame, storedAt: performance.now() };
      oldestFirst.push(renewed);
      return renewed;
    },
    subtract(less) {
      heldBytes -= less;
    },
  };
}

/** The encoded payloads of one view, by position: the log of frames that its cursors read. */
export class FrameStore {
  private readonly frames = new Map<number, StoredFrame>();

  constructor(private readonly budget: FrameBudget) {}

  get size(): number {
    return this.frames.size;
  }

  get(position: number): Buffer | undefined {
    return this.frames.get(position)?.payload;
  }

  put(position: number, payload: Buffer): void {
    this.drop(position);
    const frame = { store: this, position, payload, storedAt: performance.now() };
    this.frames.set(position, frame);
    this.budget.add(frame);
  }

  /** Keeps what is there as long as what is put there now. */
  renew(position: number): void {
    const frame = this.frames.get(position);
    if (frame) this.frames.set(position, this.budget.renew(frame));
  }

  drop(position: number): void {
    const frame = this.frames.get(position);
    if (!frame) return;
    this.frames.delete(position);
    this.budget.subtract(frame.payload.length);
  }

  /** Drops it, unless another one is there, or it was renewed. */
  evict(frame: StoredFrame): void {
    if (this.frames.get(frame.position) === frame) this.drop(frame.position);
  }

  clear(): void {
    for (const position of [...this.frames.keys()]) this.drop(position);
  }
}
