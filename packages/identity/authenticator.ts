import { unauthenticated } from '@parley/contracts/errors';
import { ANONYMOUS, type Principal, type Viewer } from '@parley/contracts/principal';
import type { AccessTokens } from './access-tokens';
import type { Revocations } from './revocations';
import type { SocketTokens } from './socket-tokens';

/** Finds the principal of a request or a socket. */
export interface Authenticator {
  /** Takes an access token; anonymous without one. Errors: UNAUTHENTICATED if the token is invalid, expired or revoked. */
  authenticate(accessToken: string | undefined): Promise<Principal>;
  /** Takes a socket token, which it consumes, or an access token. Errors: as `authenticate`. */
  authenticateSocket(token: string | undefined): Promise<Principal>;
}

interface Parts {
  accessTokens: Pick<AccessTokens, 'verify'>;
  socketTokens: Pick<SocketTokens, 'redeem'>;
  revocations: Pick<Revocations, 'isRevoked'>;
}

export function createAuthenticator({ accessTokens, socketTokens, revocations }: Parts): Authenticator {
  function unlessRevoked(viewer: Viewer): Viewer {
    if (revocations.isRevoked(viewer.session)) throw unauthenticated('Not signed in, or no longer');
    return viewer;
  }

  return {
    async authenticate(accessToken) {
      if (accessToken === undefined) return ANONYMOUS;
      return unlessRevoked(await accessTokens.verify(accessToken));
    },
    async authenticateSocket(token) {
      if (token === undefined) return ANONYMOUS;
      return unlessRevoked(await (isJwt(token) ? accessTokens.verify(token) : socketTokens.redeem(token)));
    },
  };
}

/** A JWS in compact form contains dots (RFC 7515, 7.1); a socket token never does. */
const isJwt = (token: string): boolean => token.includes('.');
