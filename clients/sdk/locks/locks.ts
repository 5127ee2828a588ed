/** One at a time, over all who share a storage. */
export interface Locks {
  /** Runs `work` as soon as nobody else has the lock of this name, and holds it until then. Errors: those of `work`, or of the signal. */
  hold<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** What is used of the Web Locks API (https://w3c.github.io/web-locks/). */
interface WebLocks {
  request<T>(name: string, options: { signal?: AbortSignal }, work: () => Promise<T>): Promise<T>;
}

const last = new Map<string, Promise<unknown>>();

const processLocks: Locks = {
  async hold(name, work, signal) {
    const before = last.get(name) ?? Promise.resolve();
    const mine = before.then(() => {
      signal?.throwIfAborted();
      return work();
    });
    const over: Promise<unknown> = mine.catch(() => undefined);
    last.set(name, over);
    try {
      return await mine;
    } finally {
      if (last.get(name) === over) last.delete(name);
    }
  },
};

/** The browser's, over all tabs; without them those of the storage, or else over all of this process. */
export function defaultLocks(ofStorage: Locks = processLocks): Locks {
  const { locks } = (globalThis as { navigator?: { locks?: WebLocks } }).navigator ?? {};
  if (!locks) return ofStorage;
  return { hold: (name, work, signal) => locks.request(name, signal ? { signal } : {}, work) };
}
