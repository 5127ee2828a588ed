import type { SessionId } from '@parley/contracts/ids';
import type { Principal } from '@parley/contracts/principal';

/** Whose a token is; anonymous without one. Errors: UNAUTHENTICATED. */
export type Authenticate = (token: string | undefined) => Promise<Principal>;

/** How clients sign in. */
export interface SignIn {
  /** By access token. */
  authenticate: Authenticate;
  /** By socket token, which is used up, or access token. */
  authenticateSocket: Authenticate;
  /** Calls back for each session that ends; returns how to stop that. */
  onRevoked(listener: (session: SessionId) => void): () => unknown;
}
