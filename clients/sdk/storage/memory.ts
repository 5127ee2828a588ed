import type { Locks } from '../locks/locks.js';

/**
 * Stores the session and queued messages: keys to plain data (structured clones). Clients that share a storage, such as the tabs
 * of a browser, share both.
 */
export interface ClientStorage {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  /** Of all keys that begin so, in any order. */
  entries(prefix: string): Promise<readonly (readonly [key: string, value: unknown])[]>;
  /** Over all who share it, for browsers that have no locks where the page is. */
  readonly locks?: Locks;
}

/** Forgets with the process. */
export function memoryStorage(): ClientStorage {
  const values = new Map<string, unknown>();
  return {
    get: async (key) => values.get(key),
    set: async (key, value) => void values.set(key, structuredClone(value)),
    delete: async (key) => void values.delete(key),
    entries: async (prefix) => [...values].filter(([key]) => key.startsWith(prefix)),
  };
}
