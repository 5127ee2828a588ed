import { createStore, del, entries, get, set } from 'idb-keyval';
import type { ClientStorage } from './storage.js';

/** In the browser's IndexedDB: outlives a reload, and is shared by all tabs of the page's origin. */
export function indexedDbStorage(name = 'parley'): ClientStorage {
  const store = createStore(name, 'values');
  return {
    get: (key) => get(key, store),
    set: (key, value) => set(key, value, store),
    delete: (key) => del(key, store),
    entries: async (prefix) => (await entries<string, unknown>(store)).filter(([key]) => key.startsWith(prefix)),
  };
}
