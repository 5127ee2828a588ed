import { unauthenticated } from '@parley/contracts/errors';
import { ANONYMOUS, type Principal, type Viewer } from '@parley/contracts/principal';
import type { AccessTokens } from './access-tokens';
import type { Revocations } from './revocations';
import type { SocketTokens } from './socket-tokens';

/** Who a request or a socket comes from. */
export interface Authenticator {
  /** By access token; anonymous without one. Errors: UNAUTHENTICATED for a token that is not, or no longer, good. */
  authenticate(accessToken: string | undefined): Promise<Principal>;
  /** By socket token, which is used up, or access token. Errors: as `authenticate`. */
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

/** A JWS in compact form has dots (RFC 7515, 7.1); a socket token never has. */
const isJwt = (token: string): boolean => token.includes('.');
