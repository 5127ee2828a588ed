import type { SessionPartsFragment } from '../generated/graphql.js';
import { randomId } from './random-id.js';

/** A session as stored. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly userId: string;
  readonly displayName: string;
  readonly deviceId: string;
  /** When it is to be renewed, by this machine's clock, in milliseconds since 1970. */
  readonly renewAt: number;
  /** When it ends, likewise. */
  readonly endsAt: number;
  /** Idempotency key of the renewal: retries after a lost response renew once. */
  readonly renewalKey: string;
}

export function tokensOf(session: SessionPartsFragment, now = Date.now()): Tokens {
  const lifetime = lifetimeMs(session.accessToken) ?? Date.parse(session.expiresAt) - now;
  return {
    accessToken: session.accessToken,
    refreshToken: session.refreshToken,
    userId: session.user.id,
    displayName: session.user.displayName,
    deviceId: session.deviceId,
    renewAt: now + lifetime - Math.min(60_000, lifetime / 3),
    endsAt: now + lifetime,
    renewalKey: randomId(),
  };
}

/** How long a JWT is good for (RFC 7519, 4.1): this machine's clock may be wrong by more than that. */
function lifetimeMs(token: string): number | undefined {
  try {
    const payload = atob(token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/'));
    const { exp, iat } = JSON.parse(payload) as { exp?: number; iat?: number };
    return exp !== undefined && iat !== undefined ? (exp - iat) * 1_000 : undefined;
  } catch {
    return undefined;
  }
}
