import { unauthenticated } from '@parley/contracts/errors';
import type { Viewer } from '@parley/contracts/principal';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import type { SignedToken } from './access-tokens';
import { hashToken, newOpaqueToken } from './opaque-token';
import { VIEWER } from './viewer';

/** Tokens for a single `connection_init`: they may be stored or logged where an access token must not be. */
export interface SocketTokens {
  issue(viewer: Viewer): Promise<SignedToken>;
  /** Returns the viewer of the token, once. Errors: UNAUTHENTICATED. */
  redeem(token: string): Promise<Viewer>;
}

const LIFE_MS = 60_000;

export function createSocketTokens(store: EphemeralStore, { now = () => new Date() } = {}): SocketTokens {
  const keyOf = (token: string) => `socket-token:${hashToken(token).toString('base64url')}`;
  return {
    async issue(viewer) {
      const token = newOpaqueToken();
      await store.set(keyOf(token), JSON.stringify(viewer), LIFE_MS);
      return { token, expiresAt: new Date(now().getTime() + LIFE_MS) };
    },
    async redeem(token) {
      const stored = await store.take(keyOf(token));
      if (stored === undefined) throw unauthenticated('Not signed in, or no longer');
      return VIEWER.parse(JSON.parse(stored));
    },
  };
}
