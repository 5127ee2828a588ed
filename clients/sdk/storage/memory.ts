import type { Locks } from '../locks/locks.js';

/**
 * Where the session and what is queued are kept: keys to plain data (structured clones). Whoever shares it, as the tabs of a
 * browser do, shares both.
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
