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
  /** Counts it from now on, and makes room by dropping what is oldest, of whatever store. */
  hold(place: Place): void;
  /** Takes it for as new as what comes now. Its place is another one then. */
  renew(place: Place): Place;
  release(bytes: number): void;
}

const SHARES = 16;

/** Where a payload was put, and when; another one may be there by now. */
interface Place {
  readonly store: FrameStore;
  readonly position: number;
  readonly payload: Buffer;
  /** Milliseconds of the process's clock. */
  readonly at: number;
}

export function createFrameBudget({ bytes, ms }: Limits): FrameBudget {
  let heldBytes = 0;
  let oldestFirst: Place[] = [];
  let first = 0;

  function dropOldest(): void {
    const place = oldestFirst[first++]!;
    place.store.leave(place);
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
    hold(place) {
      heldBytes += place.payload.length;
      oldestFirst.push(place);
      // the newest stays, however large
      while (heldBytes > bytes && first < oldestFirst.length - 1) dropOldest();
    },
    renew(place) {
      const renewed = { ...place, at: performance.now() };
      oldestFirst.push(renewed);
      return renewed;
    },
    release(less) {
      heldBytes -= less;
    },
  };
}

/** The encoded payloads of one view, by position: the log of frames that its cursors read. */
export class FrameStore {
  private readonly places = new Map<number, Place>();

  constructor(private readonly budget: FrameBudget) {}

  get size(): number {
    return this.places.size;
  }

  at(position: number): Buffer | undefined {
    return this.places.get(position)?.payload;
  }

  put(position: number, payload: Buffer): void {
    this.drop(position);
    const place = { store: this, position, payload, at: performance.now() };
    this.places.set(position, place);
    this.budget.hold(place);
  }

  /** Keeps what is there as long as what is put there now. */
  renew(position: number): void {
    const place = this.places.get(position);
    if (place) this.places.set(position, this.budget.renew(place));
  }

  drop(position: number): void {
    const place = this.places.get(position);
    if (!place) return;
    this.places.delete(position);
    this.budget.release(place.payload.length);
  }

  /** Drops it, unless another one is there, or it was renewed. */
  leave(place: Place): void {
    if (this.places.get(place.position) === place) this.drop(place.position);
  }

  clear(): void {
    for (const position of [...this.places.keys()]) this.drop(position);
  }
}
