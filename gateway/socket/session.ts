import { forbidden, unauthenticated } from '@parley/contracts/errors';
import type { SessionId } from '@parley/contracts/ids';
import type { Principal, Viewer } from '@parley/contracts/principal';
import { CloseCode } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { createSignedIn } from '../connection/signed-in';
import { SocketClosure } from './close';
import type { ConnectionParams } from './credentials';

/** By socket token or access token. Errors: UNAUTHENTICATED. */
export type AuthenticateSocket = (token: string | undefined) => Promise<Principal>;

/** Who asks over a socket. */
export interface SocketCaller {
  /**
   * Whose it is from now on; undefined where it closed meanwhile, or nobody signs in. `payload`: all of `connection_init`.
   * Errors: closes with 4401 for a token that is none, or not good.
   */
  open(token: unknown, payload?: ConnectionParams): Promise<Viewer | undefined>;
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

export function createSocketSession(socket: Pick<WebSocket, 'close'>, authenticate: AuthenticateSocket): SocketSession {
  let ended = false;
  const signedIn = createSignedIn(authenticate, (reason) => {
    ended = true;
    socket.close(CloseCode.Forbidden, reason);
  });

  return {
    async open(token) {
      if (typeof token !== 'string' || token === '') throw unauthorized();
      const viewer = await signedIn.check(token).catch(() => {
        throw unauthorized();
      });
      if (ended) return undefined;
      signedIn.become(viewer);
      return viewer;
    },
    async renew(token) {
      const next = await signedIn.check(token);
      const { viewer } = signedIn;
      if (!viewer) throw unauthenticated();
      if (next.user !== viewer.user || next.tenant !== viewer.tenant) throw forbidden("The token is another person's");
      signedIn.become(next);
      return new Date(next.expiresAt * 1000);
    },
    viewer() {
      if (!signedIn.viewer) throw unauthorized();
      return signedIn.viewer;
    },
    revoked: signedIn.revoked,
    end() {
      ended = true;
      signedIn.end();
    },
  };
}

export const unauthorized = (): SocketClosure => new SocketClosure(CloseCode.Unauthorized, 'Unauthorized');
