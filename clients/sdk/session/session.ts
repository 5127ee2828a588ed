import type { SessionState } from '../api.js';
import { ParleyError } from '../errors.js';
import { RefreshSessionDocument, type SessionPartsFragment } from '../generated/graphql.js';
import type { Locks } from '../locks/locks.js';
import type { ClientStorage } from '../storage/memory.js';
import { writable, type Store } from '../store.js';
import type { Post } from '../transport/http.js';
import { randomId } from './random-id.js';
import { tokensOf, type Tokens } from './tokens.js';

/** Who is signed in, for all who share the storage. */
export interface Session {
  readonly state: Store<SessionState>;
  /** An access token that is good for a while, renewed if need be; null where nobody is signed in. Errors: NETWORK and the like. */
  token(): Promise<string | null>;
  /** Another one than this, which was refused. */
  tokenInsteadOf(refused: string): Promise<string | null>;
  /** When the present token is to be renewed, in milliseconds since 1970. */
  renewAt(): number | undefined;
  begin(session: SessionPartsFragment): Promise<void>;
  end(how: { expired: boolean }): Promise<void>;
  /** What this device is known by. */
  fingerprint(): Promise<string>;
  /** Resolves once the storage has been read. */
  readonly restored: Promise<void>;
}

interface Options {
  readonly post: Post;
  readonly storage: ClientStorage;
  readonly locks: Locks;
  /** Tells the services apart whose sessions are in the storage. */
  readonly url: string;
}

/**
 * One renewal at a time, over all tabs: a refresh token is good for one use, and a second one would end the session.
 * Whoever comes second finds the new one in the storage.
 */
export function createSession({ post, storage, locks, url }: Options): Session {
  const key = `parley:${url}:session`;
  const state = writable<SessionState>({ status: 'restoring' });
  let tokens: Tokens | undefined;
  let renewing: Promise<void> | undefined;

  function take(next: Tokens | undefined, expired = false): void {
    tokens = next;
    const before = state.get();
    if (next) {
      if (before.status !== 'signedIn' || before.userId !== next.userId)
        state.set({ status: 'signedIn', userId: next.userId, deviceId: next.deviceId });
    } else if (before.status !== 'signedOut') state.set({ status: 'signedOut', expired });
  }

  const stored = async () => (await storage.get(key)) as Tokens | undefined;
  const restored = stored().then(
    (found) => {
      if (state.get().status === 'restoring') take(found);
    },
    () => take(undefined),
  );

  async function renew(): Promise<void> {
    const before = tokens!;
    const found = await stored();
    if (found?.refreshToken !== before.refreshToken) return take(found, true);
    try {
      const next = tokensOf(await refreshed(before));
      await storage.set(key, next);
      take(next);
    } catch (error) {
      if (!(error instanceof ParleyError) || error.code !== 'UNAUTHENTICATED') throw error;
      await storage.delete(key);
      take(undefined, true);
    }
  }

  /** While the old token is valid, a retry gets the stored response of the first request. */
  async function refreshed({ refreshToken, renewalKey, accessToken, endsAt }: Tokens): Promise<SessionPartsFragment> {
    const input = { refreshToken, device: { fingerprint: await fingerprint() } };
    const own = Date.now() < endsAt && { token: accessToken, idempotencyKey: renewalKey };
    const request = (options = {}) => post(RefreshSessionDocument, { input }, options);
    return (await (own ? request(own) : request())).refreshSession;
  }

  async function fingerprint(): Promise<string> {
    const deviceKey = `parley:${url}:device`;
    return locks.hold(deviceKey, async () => {
      const found = await storage.get(deviceKey);
      if (typeof found === 'string') return found;
      const made = randomId();
      await storage.set(deviceKey, made);
      return made;
    });
  }

  async function tokenUnless(isBad: (tokens: Tokens) => boolean): Promise<string | null> {
    await restored;
    if (tokens && isBad(tokens)) {
      renewing ??= locks.hold(key, renew).finally(() => (renewing = undefined));
      await renewing;
    }
    return tokens?.accessToken ?? null;
  }

  return {
    state,
    restored,
    fingerprint,
    renewAt: () => tokens?.renewAt,
    token: () => tokenUnless(({ renewAt }) => Date.now() >= renewAt),
    tokenInsteadOf: (refused) => tokenUnless(({ accessToken }) => accessToken === refused),
    async begin(session) {
      const next = tokensOf(session);
      await storage.set(key, next);
      take(next);
    },
    async end({ expired }) {
      await storage.delete(key);
      take(undefined, expired);
    },
  };
}
