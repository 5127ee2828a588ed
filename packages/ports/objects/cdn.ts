import type { Logger } from '@parley/runtime/logger';
import type { ObjectKey, ObjectStore } from './object-store';

/** What keeps copies of downloads near to people. */
export interface Cdn {
  /** Drops what it keeps of these objects, whatever the rest of their URLs. Errors: UNAVAILABLE where it did not say so. */
  purge(keys: readonly ObjectKey[]): Promise<void>;
}

/**
 * The same store, but a CDN drops what is deleted or replaced. Nobody waits for it, and where it fails that is logged: no
 * copy is good for longer than its URL, which is minutes.
 */
export function purging(store: ObjectStore, { cdn, log }: { cdn: Cdn; log: Logger }): ObjectStore {
  const purge = (key: ObjectKey): void =>
    void cdn
      .purge([key])
      .catch((err: unknown) => log.warn({ key, err }, 'a CDN was not told of an object that is gone'));
  return {
    ...store,
    async put(object, bytes) {
      await store.put(object, bytes);
      purge(object.key);
    },
    async delete(key) {
      await store.delete(key);
      purge(key);
    },
  };
}
