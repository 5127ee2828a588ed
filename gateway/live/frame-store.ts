/** Bytes that all stores of a process may hold together, and for how long a payload is worth keeping. */
interface Limits {
  bytes: number;
  ms: number;
}

/** What was encoded lately, of everything that is delivered live. The oldest goes first. */
export interface FrameBudget {
  readonly heldBytes: number;
  /** What one view may make at once of what is behind, in bytes, so that it is still there when it is read. */
  readonly heldAtOnceBytes: number;
  /** Drops what is too old. */
  expire(): void;
  /** Makes room by dropping what is oldest, of whatever store. */
  hold(store: FrameStore, position: number, bytes: number): void;
  release(bytes: number): void;
}

const SHARES = 16;

/** A place where a payload was put; another one may be there by now. */
interface Place {
  store: FrameStore;
  position: number;
  at: number;
}

export function createFrameBudget({ bytes, ms }: Limits): FrameBudget {
  let heldBytes = 0;
  let oldestFirst: Place[] = [];
  let first = 0;

  function dropOldest(): void {
    const { store, position } = oldestFirst[first++]!;
    store.drop(position);
    if (first < 4_096 || first * 2 < oldestFirst.length) return;
    oldestFirst = oldestFirst.slice(first);
    first = 0;
  }

  return {
    get heldBytes() {
      return heldBytes;
    },
    heldAtOnceBytes: bytes / SHARES,
    expire() {
      const before = performance.now() - ms;
      while (first < oldestFirst.length && oldestFirst[first]!.at < before) dropOldest();
    },
    hold(store, position, more) {
      heldBytes += more;
      oldestFirst.push({ store, position, at: performance.now() });
      // the newest stays, however large
      while (heldBytes > bytes && first < oldestFirst.length - 1) dropOldest();
    },
    release(less) {
      heldBytes -= less;
    },
  };
}

/** The encoded payloads of one view, by position: the log of frames that its cursors read. */
export class FrameStore {
  private readonly payloads = new Map<number, Buffer>();

  constructor(private readonly budget: FrameBudget) {}

  get size(): number {
    return this.payloads.size;
  }

  at(position: number): Buffer | undefined {
    return this.payloads.get(position);
  }

  put(position: number, payload: Buffer): void {
    this.drop(position);
    this.payloads.set(position, payload);
    this.budget.hold(this, position, payload.length);
  }

  drop(position: number): void {
    const payload = this.payloads.get(position);
    if (!payload) return;
    this.payloads.delete(position);
    this.budget.release(payload.length);
  }

  clear(): void {
    for (const position of [...this.payloads.keys()]) this.drop(position);
  }
}
