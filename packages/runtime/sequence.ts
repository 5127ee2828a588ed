/** A place in a sequence. It must be left, or those behind it wait forever. */
export interface Place {
  /** Resolves once all earlier places were left. */
  readonly turn: Promise<void>;
  /** Lets the next one have its turn, once this one has had it. */
  leave(): void;
}

/** Gives work that starts concurrently its turns in the order in which it took its places. */
export interface Sequence {
  take(): Place;
}

const NOBODY = Promise.resolve();

export function createSequence(): Sequence {
  let last: Promise<void> = NOBODY;
  return {
    take() {
      const turn = last;
      let leave!: () => void;
      const left = new Promise<void>((resolve) => (leave = resolve));
      last = turn.then(() => left);
      return { turn, leave };
    },
  };
}

/** A sequence for each key. It keeps those in which somebody has a place. */
export interface Sequences {
  take(key: string): Place;
  /** Keys that it keeps. */
  readonly size: number;
  /** Places that were taken and not left, of all keys. */
  readonly places: number;
}

export function createSequences(): Sequences {
  const open = new Map<string, { sequence: Sequence; places: number }>();
  let places = 0;
  return {
    get size() {
      return open.size;
    },
    get places() {
      return places;
    },
    take(key) {
      const one = open.get(key) ?? { sequence: createSequence(), places: 0 };
      open.set(key, one);
      one.places++;
      places++;
      const { turn, leave } = one.sequence.take();
      return {
        turn,
        leave() {
          leave();
          places--;
          if (--one.places === 0) open.delete(key);
        },
      };
    },
  };
}
