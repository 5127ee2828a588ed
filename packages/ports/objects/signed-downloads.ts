import type { Downloads } from './download-route';
import type { ObjectStore } from './object-store';
import { signGrant, verifyDownload, type SigningKeys } from './signed-url';

interface SignedDownloads {
  keys: SigningKeys;
  /** Where clients reach `downloadRoute`, or what stands before it, without a slash at the end. `origin`: where this one reached the gateway. */
  publicUrl: (origin?: string) => string;
  /** Whether a CDN stands before it. */
  shared: boolean;
  now?: () => Date;
}

/** The same store, but its objects are downloaded through `downloadRoute`, at URLs that are signed here. */
export function withSignedDownloads<Store extends ObjectStore>(
  store: Store,
  { keys, publicUrl, shared, now = () => new Date() }: SignedDownloads,
): Store & Downloads {
  return {
    ...store,
    shared,
    presignDownload: async (object, expiresAt, origin) =>
      publicUrl(origin) + signGrant(keys, { ...object, method: 'GET', expiresAt }),
    verifyDownload: (url) => verifyDownload(keys, url, now()),
  };
}
