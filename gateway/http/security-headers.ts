import type { FastifyInstance } from 'fastify';

/** A year, in seconds (RFC 6797). Subdomains are not ours to speak for. */
const HSTS = 'max-age=31536000';

/** For every response; routes of pages and files set stricter ones. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

/** Whether browsers reach the gateway over TLS: its own, or that of a proxy in front. */
export const isReachedOverTls = ({ hasTls, publicUrl }: { hasTls: boolean; publicUrl?: string }): boolean =>
  hasTls || publicUrl?.startsWith('https:') === true;

/**
 * Tells browsers not to guess types, not to show anything in a frame of another page, and to send no referrer; over TLS, also
 * never to come without TLS again (https://owasp.org/www-project-secure-headers).
 */
export function addSecurityHeaders(app: FastifyInstance, { overTls }: { overTls: boolean }): void {
  const headers = overTls ? { ...HEADERS, 'strict-transport-security': HSTS } : HEADERS;
  app.addHook('onRequest', (_, reply, done) => {
    reply.headers(headers);
    done();
  });
}
