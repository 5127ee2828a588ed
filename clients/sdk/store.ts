import type { Pause } from './transport/pause.js';

/** Something that changes. Its functions need no `this`: `useSyncExternalStore(store.subscribe, store.get)` works. */
export interface Store<T> {
  /** What it is now: the same object until something changed. */
  readonly get: () => T;
  /** Called after each change, until the returned function is called. What can be live is live while somebody listens. */
  readonly subscribe: (listener: () => void) => () => void;
}

export interface Writable<T> extends Store<T> {
  /** Tells the listeners, unless it is the value that it was. */
  readonly set: (value: T) => void;
  readonly update: (change: (value: T) => T) => void;
}

interface Watching {
  /** Called when the first listener comes; what it returns, when there has been none for a while. */
  readonly start: () => () => void;
  readonly pause: Pause;
}

/** Long enough for a view that is drawn anew, short enough that nothing is heard for nobody. */
const LINGER_MS = 2_000;

export function writable<T>(initial: T, watching?: Watching): Writable<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const watched = watching && whileWatched(watching);
  const set = (next: T) => {
    if (Object.is(next, value)) return;
    value = next;
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => value,
    set,
    update: (change) => set(change(value)),
    subscribe(listener) {
      // the same function may be given twice
      const own = () => listener();
      listeners.add(own);
      if (listeners.size === 1) watched?.begin();
      return () => {
        if (listeners.delete(own) && listeners.size === 0) watched?.end();
      };
    },
  };
}

/** Starts with the first listener, and stops some time after the last one unless another comes. */
function whileWatched({ start, pause }: Watching) {
  let stop: (() => void) | undefined;
  let release: (() => void) | undefined;
  let watched = 0;
  return {
    begin() {
      watched += 1;
      release = pause.hold();
      stop ??= start();
    },
    end() {
      const left = ++watched;
      release?.();
      void pause.wait(LINGER_MS).then(() => {
        if (left !== watched) return;
        stop?.();
        stop = undefined;
      });
    },
  };
}

/** What follows from other stores: recomputed if one of them changed, and only when it is read. */
export function derived<T, const Sources extends readonly Store<unknown>[]>(
  sources: Sources,
  compute: (...values: { [K in keyof Sources]: Sources[K] extends Store<infer V> ? V : never }) => T,
): Store<T> {
  let from: readonly unknown[] | undefined;
  let value: T;
  return {
    get() {
      const values = sources.map((source) => source.get());
      if (!from || values.some((one, n) => !Object.is(one, from![n]))) {
        value = compute(...(values as never));
        from = values;
      }
      return value;
    },
    subscribe(listener) {
      const ends = sources.map((source) => source.subscribe(listener));
      return () => ends.forEach((end) => end());
    },
  };
}
