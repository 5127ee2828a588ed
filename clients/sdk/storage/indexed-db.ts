import { createStore, del, entries, get, set, type UseStore } from 'idb-keyval';
import type { Locks } from '../locks/locks.js';
import type { ClientStorage } from './memory.js';

/** In the browser's IndexedDB: outlives a reload, and is shared by all tabs of the page's origin. */
export function indexedDbStorage(name = 'parley'): ClientStorage {
  const store = createStore(name, 'values');
  return {
    get: (key) => get(key, store),
    set: (key, value) => set(key, value, store),
    delete: (key) => del(key, store),
    locks: lazyLeases(store),
    entries: async (prefix) => (await entries<string, unknown>(store)).filter(([key]) => key.startsWith(prefix)),
  };
}

/** Loaded where they are needed: in secure contexts browsers have locks. */
const lazyLeases = (store: UseStore): Locks => ({
  async hold(name, work, signal) {
    const { leases } = await import('../locks/leases.js');
    return leases(store).hold(name, work, signal);
  },
});
