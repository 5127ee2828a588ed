import type { IncomingHttpHeaders } from 'node:http';
import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { Settings } from '@parley/runtime/settings';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Whether a page may send mutations and subscribe, by the `Origin` header (RFC 6454) that browsers add to its requests.
 * Without one it is no browser; `null` is the origin of a page that hides its own.
 */
export type AllowsOrigin = (headers: Pick<IncomingHttpHeaders, 'origin' | 'host'>) => boolean;

export type OriginSettings = Partial<Pick<Settings, 'ALLOWED_ORIGINS' | 'PUBLIC_URL' | 'PARLEY_ENV'>>;

const LOCAL = /^(?:localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Pages that this gateway serves itself, those of `ALLOWED_ORIGINS`, and in development those of this machine. */
export function allowedOrigins({ ALLOWED_ORIGINS = [], PUBLIC_URL, PARLEY_ENV }: OriginSettings): AllowsOrigin {
  const listed = new Set([...ALLOWED_ORIGINS, ...(PUBLIC_URL ? [PUBLIC_URL] : [])].map((url) => new URL(url).origin));
  return ({ origin, host }) => {
    if (origin === undefined) return true;
    if (!URL.canParse(origin)) return false;
    const from = new URL(origin);
    // a proxy may have ended TLS, so that the scheme is not ours to compare
    const isOwn = from.host === host || listed.has(from.origin);
    return isOwn || (PARLEY_ENV === 'development' && LOCAL.test(from.hostname));
  };
}

const MAX_AGE_SECONDS = 600;
const EXPOSED = [
  'x-correlation-id',
  'retry-after',
  'content-disposition',
  'content-range',
  'etag',
  'www-authenticate',
  'idempotency-replayed',
];

/** Adds the headers that let pages of allowed origins read responses (https://fetch.spec.whatwg.org/#cors-protocol). */
export async function serveOrigins(app: FastifyInstance, allows: AllowsOrigin): Promise<void> {
  await app.register(cors, {
    delegator(request: FastifyRequest, done: (error: Error | null, options?: FastifyCorsOptions) => void) {
      const { origin } = request.headers;
      done(null, {
        origin: origin !== undefined && allows(request.headers) ? origin : false,
        methods: ['GET', 'HEAD', 'POST', 'PUT'],
        exposedHeaders: EXPOSED,
        maxAge: MAX_AGE_SECONDS,
      });
    },
  });
}
