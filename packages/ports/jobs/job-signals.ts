/**
 * Connects those who add jobs with the runner in the same process. No job depends on it: runners also poll.
 * Invariant: a listener that has gone is not held.
 */
export interface JobSignals {
  /** Wakes the runner of the queue. */
  wake(queue: string): void;
  /** For a runner: `wake` is called when there may be a job. Returns how to stop that. */
  serve(queue: string, wake: () => void): () => void;
  /** For a runner: a run of the job with this key has ended, whatever its outcome. */
  ended(queue: string, key: string): void;
  /** Calls back at each end of a run. Returns how to stop that; undefined if no runner serves the queue. */
  onEnd(queue: string, key: string, listener: () => void): (() => void) | undefined;
}

export function createJobSignals(): JobSignals {
  const runners = createListeners();
  const ends = createListeners();
  const runOf = (queue: string, key: string): string => `${queue} ${key}`;
  return {
    wake: (queue) => runners.call(queue),
    serve: (queue, wake) => runners.add(queue, wake),
    ended: (queue, key) => ends.call(runOf(queue, key)),
    onEnd: (queue, key, listener) => (runners.has(queue) ? ends.add(runOf(queue, key), listener) : undefined),
  };
}

/** Callbacks by name. */
function createListeners() {
  const byName = new Map<string, Set<() => void>>();
  return {
    has: (name: string): boolean => byName.has(name),
    call(name: string): void {
      for (const listener of [...(byName.get(name) ?? [])]) listener();
    },
    add(name: string, listener: () => void): () => void {
      const listeners = byName.get(name) ?? new Set();
      byName.set(name, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) byName.delete(name);
      };
    },
  };
}
