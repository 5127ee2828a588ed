import type { ObjectKey } from './object-store';

/** What keeps copies of downloads near to people. No copy is good for longer than its URL, which is minutes. */
export interface Cdn {
  /** Drops what it keeps of these objects, whatever the rest of their URLs. Errors: UNAVAILABLE where it did not say so. */
  purge(keys: readonly ObjectKey[]): Promise<void>;
}

/** Where nothing keeps any. */
export const noCdn: Cdn = { purge: async () => undefined };
