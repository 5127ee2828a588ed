import { createHash, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { Principal } from '@parley/contracts/principal';
import { SignJWT } from 'jose';
import { z } from 'zod';
import type { RequestContext } from '../request';

/** Header with the signature of a gateway. */
export const GATEWAY_HEADER = 'x-parley-gateway';

/** RFC 8725, 3.11: a JWT that was made for something else is never taken for one of these. */
export const SIGNATURE_TYPE = 'parley-request+jwt';
export const SIGNATURE_ALGORITHM = 'HS256';
/** How long a signature is valid. */
export const SIGNATURE_SECONDS = 30;

const NONCE_BYTES = 16;

/** The client's request, as a subgraph that executes a part of it knows it. */
export type SignedContext = Pick<RequestContext, 'principal' | 'correlationId' | 'traceparent' | 'address'>;

/** The signed claims: who sends which request to which subgraph. */
interface Signed {
  subgraph: string;
  context: SignedContext;
  body: string;
}

/** The claims beside `aud` (the subgraph's name). */
export const SIGNED_CLAIMS = z.object({
  // the gateway has verified it
  principal: z.custom<Principal>(
    (value) => z.object({ kind: z.enum(['anonymous', 'viewer', 'topic']) }).safeParse(value).success,
  ),
  correlationId: z.string(),
  traceparent: z.string().optional(),
  address: z.string().optional(),
  /** SHA-256 of the body, in base64url. */
  body: z.string(),
  /** Nonce: no two signatures have the same one. */
  jti: z.string().min(22).max(64),
  /** Seconds since 1970. */
  exp: z.int(),
});

/** The key that signs and verifies. `jose` imports each object once, so whoever signs makes one and keeps it. */
export const signatureKey = (secret: string): KeyObject => createSecretKey(secret, 'utf8');

/** Signs one request, to be sent once: a JWT (RFC 7519) with HMAC-SHA256 and a nonce. */
export function signRequest(key: KeyObject, { subgraph, context, body }: Signed, nowMs = Date.now()): Promise<string> {
  const { principal, correlationId, traceparent, address } = context;
  return new SignJWT({ principal, correlationId, traceparent, address, body: digestOf(body) })
    .setProtectedHeader({ alg: SIGNATURE_ALGORITHM, typ: SIGNATURE_TYPE })
    .setAudience(subgraph)
    .setJti(randomBytes(NONCE_BYTES).toString('base64url'))
    .setExpirationTime(Math.floor(nowMs / 1_000) + SIGNATURE_SECONDS)
    .sign(key);
}

export const digestOf = (body: string | Buffer): string => createHash('sha256').update(body).digest('base64url');
