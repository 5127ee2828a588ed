import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import cors, { type FastifyCorsOptions } from '@fastify/cors';
import { forbidden } from '@parley/contracts/errors';
import type { Settings } from '@parley/runtime/settings';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Whether a page may send mutations and subscribe, by the `Origin` header (RFC 6454) that browsers add to its requests.
 * Without one it is no browser; `null` is the origin of a page that hides its own.
 */
export type AllowsOrigin = (headers: Pick<IncomingHttpHeaders, 'origin' | 'host'>) => boolean;

export type OriginSettings = Partial<Pick<Settings, 'ALLOWED_ORIGINS' | 'PUBLIC_URL' | 'PARLEY_ENV' | 'HOST'>>;

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

/** Whether a request was meant for this gateway, by its `Host`. */
export type AllowsHost = (headers: Pick<IncomingHttpHeaders, 'host'>) => boolean;

/**
 * In development, unless `HOST` says where it listens, browsers reach the gateway only by a name of this machine, an address, a
 * name without a dot, or the name of `PUBLIC_URL` or `ALLOWED_ORIGINS`. A page of any other name has made that name point at this machine (DNS rebinding), and
 * would share its origin.
 */
export function allowedHosts({ ALLOWED_ORIGINS = [], PUBLIC_URL, PARLEY_ENV, HOST }: OriginSettings): AllowsHost {
  if (PARLEY_ENV !== 'development' || HOST !== undefined) return () => true;
  const listed = new Set([...ALLOWED_ORIGINS, ...(PUBLIC_URL ? [PUBLIC_URL] : [])].map((url) => new URL(url).hostname));
  return ({ host }) => {
    if (host === undefined) return true;
    if (!URL.canParse(`http://${host}`)) return false;
    const { hostname } = new URL(`http://${host}`);
    return LOCAL.test(hostname) || isAddress(hostname) || !hostname.includes('.') || listed.has(hostname);
  };
}

const isAddress = (hostname: string): boolean => isIP(hostname.replace(/^\[|\]$/g, '')) > 0;

/** Refuses what was meant for another host. */
export function serveHosts(app: FastifyInstance, allows: AllowsHost): void {
  app.addHook('onRequest', async ({ headers }) => {
    if (!allows(headers))
      throw forbidden('Not reached by this host name in development; set PUBLIC_URL or HOST to allow it');
  });
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
