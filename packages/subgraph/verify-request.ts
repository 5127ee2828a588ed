import { unauthenticated, unavailable } from '@parley/contracts/errors';
import {
  digestOf,
  signatureKey,
  SIGNATURE_ALGORITHM,
  SIGNATURE_SECONDS,
  SIGNATURE_TYPE,
  SIGNED_CLAIMS,
  type SignedContext,
} from '@parley/runtime/graphql/signed-request';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { errors as joseErrors, jwtVerify } from 'jose';
import type { z } from 'zod';
import { createUsedNonces } from './used-nonces';

/** By how much the clock of a gateway may be ahead. */
const CLOCKS_DIFFER_SECONDS = 30;
/** More than a process can execute while signatures are valid: about 40 MB of nonces. */
const MAX_NONCES = 500_000;

type RefusalReason = 'invalid' | 'expired' | 'body' | 'repeated' | 'full';
type SignedClaims = z.output<typeof SIGNED_CLAIMS>;

interface VerifierOptions {
  /** The secret that gateways and subgraphs share. */
  secret: string;
  /** The subgraph that requests must be signed for. */
  subgraph: string;
  metrics: Metrics;
  /** Signatures of the last minute that are remembered. */
  maxNonces?: number;
  now?: () => number;
}

/** A request whose signature is good. */
export interface VerifiedRequest {
  readonly context: SignedContext;
  /**
   * Accepts the request with this body, once.
   * Errors: UNAUTHENTICATED for another body than the signed one, and for a request that was accepted before; UNAVAILABLE
   * while there are too many to remember.
   */
  accept(body: Buffer): void;
}

export interface RequestVerifier {
  /** Errors: UNAUTHENTICATED where the header is missing, of another secret, for another subgraph, or expired. */
  verify(header: unknown): Promise<VerifiedRequest>;
  /** Its metrics are read no more. */
  stop(): void;
}

/**
 * Verifies that a gateway signed a request for this subgraph, not long ago, and that it is not repeated.
 * Invariant: this process accepts each signature at most once.
 */
export function createRequestVerifier(options: VerifierOptions): RequestVerifier {
  const { subgraph, metrics, maxNonces = MAX_NONCES, now = Date.now } = options;
  const key = signatureKey(options.secret);
  const nonces = createUsedNonces({ maxEntries: maxNonces }, now);
  const { refused, stop } = measure(metrics, { subgraph, entries: () => nonces.size, maxNonces });
  const refusal = (reason: RefusalReason, cause?: unknown) => {
    refused.add(1, { subgraph, reason });
    return reason === 'full'
      ? unavailable('Too many requests at the same time')
      : unauthenticated('Only gateways may send requests here', cause);
  };

  async function claimsOf(header: unknown): Promise<SignedClaims> {
    try {
      const { payload } = await jwtVerify(typeof header === 'string' ? header : '', key, {
        algorithms: [SIGNATURE_ALGORITHM],
        typ: SIGNATURE_TYPE,
        audience: subgraph,
        currentDate: new Date(now()),
      });
      return SIGNED_CLAIMS.parse(payload);
    } catch (error) {
      throw refusal(error instanceof joseErrors.JWTExpired ? 'expired' : 'invalid', error);
    }
  }

  return {
    async verify(header) {
      const { body, jti, exp, ...context } = await claimsOf(header);
      // otherwise its nonce would have to be remembered for longer
      if (exp > now() / 1_000 + SIGNATURE_SECONDS + CLOCKS_DIFFER_SECONDS) throw refusal('expired');
      return {
        context,
        accept(received) {
          if (digestOf(received) !== body) throw refusal('body');
          const use = nonces.use(jti, exp);
          if (use !== 'first') throw refusal(use);
        },
      };
    },
    stop,
  };
}

interface Measured {
  subgraph: string;
  entries(): number;
  maxNonces: number;
}

function measure(metrics: Metrics, { subgraph, entries, maxNonces }: Measured) {
  const remembered = metrics.gauge({
    name: 'parley_subgraph_nonces_entries',
    help: 'Signatures of requests that are remembered, so that none is accepted twice',
    labels: ['subgraph'],
  });
  const bound = metrics.gauge({
    name: 'parley_subgraph_max_nonces_entries',
    help: 'Bound of the remembered signatures; beyond it requests are refused',
    labels: ['subgraph'],
  });
  const refused = metrics.counter({
    name: 'parley_subgraph_refused_total',
    help: 'Requests without a good signature of a gateway, by reason: invalid, expired, body, repeated, or full: too many to remember',
    labels: ['subgraph', 'reason'],
  });
  const readers = [remembered.read(entries, { subgraph }), bound.read(() => maxNonces, { subgraph })];
  return { refused, stop: () => readers.forEach((stopReading) => stopReading()) };
}
