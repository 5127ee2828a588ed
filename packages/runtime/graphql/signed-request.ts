import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { unauthenticated } from '@parley/contracts/errors';
import type { Principal } from '@parley/contracts/principal';
import { z } from 'zod';
import type { RequestContext } from '../request';

/** Header with what a gateway signed. */
export const GATEWAY_HEADER = 'x-parley-gateway';

/** What subgraphs are told of the request that they answer a part of. */
export type SignedContext = Pick<RequestContext, 'principal' | 'correlationId' | 'traceparent' | 'address'>;

/** What a gateway vouches for, and which request for. */
interface Signed {
  /** The one that is asked. */
  subgraph: string;
  context: SignedContext;
  body: string;
}

const LIFE_MS = 30_000;
/** Clocks may differ by what this is longer than a life. */
const MAX_LIFE_MS = 60_000;

const CLAIMS = z.object({
  subgraph: z.string(),
  // whoever has the secret has verified it
  principal: z.custom<Principal>(
    (value) => z.object({ kind: z.enum(['anonymous', 'viewer', 'topic']) }).safeParse(value).success,
  ),
  correlationId: z.string(),
  traceparent: z.string().optional(),
  address: z.string().optional(),
  /** SHA-256 of the body, in base64url. */
  body: z.string(),
  /** Milliseconds since the epoch. */
  expiresAt: z.int(),
});
type Claims = z.output<typeof CLAIMS>;

/** `claims.signature`, both in base64url: HMAC-SHA256 (RFC 2104) over the former. Good for 30 seconds. */
export function signRequest(secret: string, { subgraph, context, body }: Signed, nowMs = Date.now()): string {
  const { principal, correlationId, traceparent, address } = context;
  const known: Claims = {
    ...{ subgraph, principal, correlationId, traceparent, address },
    body: digestOf(body),
    expiresAt: nowMs + LIFE_MS,
  };
  const claims = Buffer.from(JSON.stringify(known)).toString('base64url');
  return `${claims}.${signatureOf(secret, claims).toString('base64url')}`;
}

/** What `verifyRequest` found; the body is compared once it has been read. */
export interface VerifiedRequest {
  readonly context: SignedContext;
  /** Errors: UNAUTHENTICATED for any other body than the one that was signed for. */
  requireBody(body: Buffer): void;
}

/** Errors: UNAUTHENTICATED where it is missing, of another secret, for another subgraph, or too old. */
export function verifyRequest(
  secret: string,
  { header, subgraph }: { header: unknown; subgraph: string },
  nowMs = Date.now(),
): VerifiedRequest {
  const { body, subgraph: asked, expiresAt, ...context } = claimsOf(secret, header);
  if (asked !== subgraph || expiresAt <= nowMs || expiresAt > nowMs + MAX_LIFE_MS) throw refusal();
  return {
    context,
    requireBody(received) {
      if (digestOf(received) !== body) throw refusal();
    },
  };
}

function claimsOf(secret: string, header: unknown): Claims {
  const [, claims, signature] = /^([\w-]+)\.([\w-]{43})$/.exec(typeof header === 'string' ? header : '') ?? [];
  if (claims === undefined || signature === undefined) throw refusal();
  if (!timingSafeEqual(signatureOf(secret, claims), Buffer.from(signature, 'base64url'))) throw refusal();
  return CLAIMS.parse(JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')));
}

const digestOf = (body: string | Buffer): string => createHash('sha256').update(body).digest('base64url');
const signatureOf = (secret: string, claims: string): Buffer => createHmac('sha256', secret).update(claims).digest();
const refusal = () => unauthenticated('Only gateways are answered here');
