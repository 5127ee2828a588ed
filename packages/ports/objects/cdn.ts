import type { ObjectKey } from './object-store';

/** A content delivery network, which caches downloads. No copy is valid for longer than its URL, which lives for minutes. */
export interface Cdn {
  /** Drops what it keeps of these objects, whatever the rest of their URLs. Errors: UNAVAILABLE where it did not say so. */
  purge(keys: readonly ObjectKey[]): Promise<void>;
}

/** Where nothing keeps any. */
export const noCdn: Cdn = { purge: async () => undefined };
