import { unauthenticated } from '@parley/contracts/errors';
import type { Viewer } from '@parley/contracts/principal';
import { measureCache } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { jwtVerify, SignJWT, type JWTHeaderParameters, type CryptoKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { SigningKeys } from './signing-keys';
import { VIEWER, type ViewerClaims } from './viewer';

export interface SignedToken {
  token: string;
  expiresAt: Date;
}

export interface AccessTokens {
  /** Lifetime of a token, in seconds. */
  readonly seconds: number;
  /** `until`: the token expires at this time at the latest. */
  sign(viewer: ViewerClaims, until?: Date): Promise<SignedToken>;
  /** Errors: UNAUTHENTICATED, with the same message for every reason. */
  verify(token: string): Promise<Viewer>;
  /** Unregisters its metrics. */
  close(): void;
}

interface Options {
  issuer: string;
  audience: string;
  seconds: number;
  now?: () => Date;
  metrics?: Metrics;
}

/** RFC 9068 */
const TYPE = 'at+jwt';
const ALGORITHM = 'EdDSA';
/** Clocks of two machines differ by up to this many seconds. */
export const CLOCK_TOLERANCE_SECONDS = 5;
/** A machine's clock may be set back by up to this many seconds, and then earlier tokens are valid for that much longer. */
export const CLOCK_SET_BACK_SECONDS = 3_600;
/** Size of the cache of verified tokens. */
const MAX_KNOWN = 10_000;

const CLAIMS = z.object({
  sub: z.string(),
  tenant: z.string(),
  sid: z.string(),
  device: z.string(),
  scope: z.string(),
  bot: z.boolean(),
  key: z.string().optional(),
  nbf: z.int(),
  exp: z.int(),
});

interface Verified {
  viewer: Viewer;
  /** Seconds since 1970, as `viewer.expiresAt`. */
  notBefore: number;
}

/** Short-lived JWTs (RFC 7519, RFC 9068), signed with Ed25519. Verified tokens are cached until they expire. */
export function createAccessTokens(
  { signing, verifying }: SigningKeys,
  { issuer, audience, seconds, now = () => new Date(), metrics = createMetrics() }: Options,
): AccessTokens {
  const keyOf = ({ kid }: JWTHeaderParameters): CryptoKey => {
    const key = kid === undefined ? undefined : verifying.get(kid);
    if (!key) throw unauthenticated();
    return key;
  };

  const known = new LRUCache<string, Verified>({ max: MAX_KNOWN });
  const cache = measureCache(metrics, {
    name: 'access_tokens',
    entries: () => known.size,
    maxEntries: MAX_KNOWN,
  });

  /** Compares times as the verification does, because the clock may have been set since. */
  function isGoodNow({ viewer, notBefore }: Verified): boolean {
    const seconds = Math.floor(now().getTime() / 1000);
    return notBefore <= seconds + CLOCK_TOLERANCE_SECONDS && seconds - CLOCK_TOLERANCE_SECONDS < viewer.expiresAt;
  }

  function knownViewer(token: string): Viewer | undefined {
    const verified = known.get(token);
    const isGood = verified !== undefined && isGoodNow(verified);
    if (verified && !isGood) known.delete(token);
    cache.looked(isGood);
    return isGood ? verified.viewer : undefined;
  }

  async function verify(token: string): Promise<Verified> {
    const { payload } = await jwtVerify(token, keyOf, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer,
      audience,
      requiredClaims: ['exp', 'nbf', 'sub'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: now(),
    });
    const claims = CLAIMS.parse(payload);
    return { viewer: viewerOf(claims), notBefore: claims.nbf };
  }

  return {
    seconds,
    close: cache.stop,
    async sign({ user, tenant, session, device, scopes, bot, key }, until) {
      const issuedAt = Math.floor(now().getTime() / 1000);
      const expiresAt = Math.min(issuedAt + seconds, Math.floor((until?.getTime() ?? Infinity) / 1000));
      const token = await new SignJWT({ tenant, sid: session, device, scope: scopes.join(' '), bot, key })
        .setProtectedHeader({ alg: ALGORITHM, kid: signing.kid, typ: TYPE })
        .setSubject(user)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(signing.key);
      return { token, expiresAt: new Date(expiresAt * 1000) };
    },
    async verify(token) {
      const viewer = knownViewer(token);
      if (viewer) return viewer;
      try {
        const verified = await verify(token);
        known.set(token, verified);
        return verified.viewer;
      } catch (error) {
        throw unauthenticated('Not signed in, or no longer', error);
      }
    },
  };
}

function viewerOf({ sub, sid, scope, exp, tenant, device, bot, key }: z.output<typeof CLAIMS>): Viewer {
  const scopes = scope.split(' ').filter((word) => word !== '');
  return VIEWER.parse({ kind: 'viewer', tenant, user: sub, session: sid, device, scopes, bot, key, expiresAt: exp });
}
