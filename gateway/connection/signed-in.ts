import { unauthenticated } from '@parley/contracts/errors';
import type { SessionId } from '@parley/contracts/ids';
import type { Principal, Viewer } from '@parley/contracts/principal';

/** Whose a token is. Errors: UNAUTHENTICATED. */
type Authenticate = (token: string) => Promise<Principal>;

/**
 * Whose a connection is, for as long as they may have it.
 * Invariant: while there is a viewer, their token has not expired and nobody has revoked their session.
 */
export interface SignedIn {
  readonly viewer: Viewer | undefined;
  /** Whose the token is. Errors: UNAUTHENTICATED, also where the session is revoked while the token is looked at. */
  check(token: string): Promise<Viewer>;
  /** It is theirs, until their token or their session ends. `viewer` comes from `check`, just now. */
  become(viewer: Viewer): void;
  revoked(session: SessionId): void;
  end(): void;
}

/** Longest time that a timer can be set to. */
const MAX_TIMER_MS = 2_147_483_647;

/** `onCut`: called once, when there is no viewer any more, with the reason. */
export function createSignedIn(authenticate: Authenticate, onCut: (reason: string) => void): SignedIn {
  let viewer: Viewer | undefined;
  let expiry: NodeJS.Timeout | undefined;
  /** What is revoked while a token is being looked at, by look. */
  const looks = new Set<Set<SessionId>>();

  function end(): void {
    viewer = undefined;
    clearTimeout(expiry);
  }

  function cut(reason: string): void {
    end();
    onCut(reason);
  }

  return {
    get viewer() {
      return viewer;
    },
    async check(token) {
      const revokedMeanwhile = new Set<SessionId>();
      looks.add(revokedMeanwhile);
      try {
        const principal = await authenticate(token);
        if (
          principal.kind !== 'viewer' ||
          principal.expiresAt * 1000 <= Date.now() ||
          revokedMeanwhile.has(principal.session)
        )
          throw unauthenticated();
        return principal;
      } finally {
        looks.delete(revokedMeanwhile);
      }
    },
    become(next) {
      viewer = next;
      clearTimeout(expiry);
      const leftMs = next.expiresAt * 1000 - Date.now();
      expiry = setTimeout(() => cut('Token expired'), Math.min(leftMs, MAX_TIMER_MS));
    },
    revoked(session) {
      for (const look of looks) look.add(session);
      if (viewer?.session === session) cut('Session ended');
    },
    end,
  };
}
