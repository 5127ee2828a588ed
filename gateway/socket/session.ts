import { forbidden, unauthenticated } from '@parley/contracts/errors';
import type { SessionId } from '@parley/contracts/ids';
import type { Principal, Viewer } from '@parley/contracts/principal';
import { CloseCode } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { SocketClosure } from './connection';

/** By socket token or access token. Errors: UNAUTHENTICATED. */
export type AuthenticateSocket = (token: string | undefined) => Promise<Principal>;

/** Who asks over a socket. */
export interface SocketCaller {
  /**
   * Whose it is from now on; undefined where it closed meanwhile, or nobody signs in. `payload`: all of `connection_init`.
   * Errors: closes with 4401 for a token that is none, or not good.
   */
  open(token: unknown, payload?: Readonly<Record<string, unknown>>): Promise<Viewer | undefined>;
  renew?(token: string): Promise<Date>;
  /** Errors: closes with 4401 unless open. */
  viewer(): Principal;
  /** What subgraphs over HTTP are sent with its operations. */
  forwarded?(): Readonly<Record<string, string>>;
  revoked(session: SessionId): void;
  end(): void;
}

/**
 * Whose socket it is, and how long.
 * `waiting` → `open` (once, by `connection_init`) → `ended` (its token ran out, its session was revoked, or it closed).
 * Invariant: while it is open there is a viewer whose token has not expired and whose session nobody has revoked.
 */
export interface SocketSession extends SocketCaller {
  /** A newer token of the same person: the socket lives as long as that one. Errors: UNAUTHENTICATED, FORBIDDEN. */
  renew(token: string): Promise<Date>;
  viewer(): Viewer;
}

/** Longest time that a timer can be set to. */
const MAX_TIMER_MS = 2_147_483_647;

export function createSocketSession(socket: Pick<WebSocket, 'close'>, authenticate: AuthenticateSocket): SocketSession {
  let viewer: Viewer | undefined;
  let state: 'waiting' | 'open' | 'ended' = 'waiting';
  let expiry: NodeJS.Timeout | undefined;
  /** What is revoked while a token is being looked at, by look. */
  const looks = new Set<Set<SessionId>>();

  async function check(token: string): Promise<Viewer> {
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
  }

  function become(next: Viewer): void {
    viewer = next;
    state = 'open';
    clearTimeout(expiry);
    const leftMs = next.expiresAt * 1000 - Date.now();
    expiry = setTimeout(() => cut('Token expired'), Math.min(leftMs, MAX_TIMER_MS));
  }

  function cut(reason: string): void {
    end();
    socket.close(CloseCode.Forbidden, reason);
  }

  function end(): void {
    state = 'ended';
    clearTimeout(expiry);
  }

  return {
    async open(token) {
      if (typeof token !== 'string' || token === '') throw unauthorized();
      const next = await check(token).catch(() => {
        throw unauthorized();
      });
      if (state === 'ended') return undefined;
      become(next);
      return next;
    },
    async renew(token) {
      const next = await check(token);
      if (next.user !== viewer?.user || next.tenant !== viewer.tenant) throw forbidden("The token is another person's");
      if (state === 'open') become(next);
      return new Date(next.expiresAt * 1000);
    },
    viewer() {
      if (state !== 'open' || !viewer) throw unauthorized();
      return viewer;
    },
    revoked(session) {
      for (const look of looks) look.add(session);
      if (state === 'open' && viewer?.session === session) cut('Session ended');
    },
    end,
  };
}

export const unauthorized = (): SocketClosure => new SocketClosure(CloseCode.Unauthorized, 'Unauthorized');
