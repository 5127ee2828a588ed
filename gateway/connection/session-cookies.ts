import type { IncomingHttpHeaders } from 'node:http';
import { forbidden } from '@parley/contracts/errors';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyInstance } from 'fastify';
import type { AllowsOrigin } from './origins';

/** Only the host that set such a cookie gets it back, over TLS (RFC 6265bis, 4.1.3.2). */
const ACCESS = '__Host-parley-access';
const REFRESH = '__Host-parley-refresh';

/** No script reads them, and no request from another site carries them. */
const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const;

type Headers = Pick<IncomingHttpHeaders, 'cookie' | 'origin' | 'host' | 'authorization'>;

const cookiesOf = ({ cookie = '' }: Headers) => parseCookie(cookie);
export const refreshTokenOf = (headers: Headers): string | undefined => cookiesOf(headers)[REFRESH];

export const accessCookie = (token: string, expiresAt: Date, now = new Date()): string =>
  stringifySetCookie(ACCESS, token, { ...ATTRIBUTES, maxAge: secondsBetween(now, expiresAt) });
export const refreshCookie = (token: string, days: number): string =>
  stringifySetCookie(REFRESH, token, { ...ATTRIBUTES, maxAge: days * 86_400 });
export const clearedCookies = (): string[] =>
  [ACCESS, REFRESH].map((name) => stringifySetCookie(name, '', { ...ATTRIBUTES, maxAge: 0 }));

const secondsBetween = (from: Date, to: Date): number =>
  Math.max(0, Math.floor((to.getTime() - from.getTime()) / 1000));

/**
 * Whether the request comes from a page that may act as whoever is signed in by cookie: browsers send `Origin` with all but
 * GET and HEAD, so that a request without it is none of a page of ours.
 */
const isOfPage = (headers: Headers, allows: AllowsOrigin): boolean => headers.origin !== undefined && allows(headers);

/** Errors: FORBIDDEN for any other origin, or none. */
export function requirePage(headers: Headers, allows: AllowsOrigin): void {
  if (!isOfPage(headers, allows)) throw forbidden('Pages of this origin may not use the session');
}

/** The access token of a socket's upgrade request. */
export const socketCookie = (headers: Headers, allows: AllowsOrigin): string | undefined =>
  isOfPage(headers, allows) ? cookiesOf(headers)[ACCESS] : undefined;

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A request with the cookie counts as one with the `Authorization` header, unless it has that itself. Errors: FORBIDDEN for one
 * that may change something, from a page that is not ours (CSRF).
 */
export function acceptCookies(app: FastifyInstance, allows: AllowsOrigin): void {
  app.addHook('onRequest', async ({ method, headers }) => {
    if (headers.authorization !== undefined) return;
    const token = cookiesOf(headers)[ACCESS];
    if (token === undefined) return;
    if (!SAFE.has(method) || headers.origin !== undefined) requirePage(headers, allows);
    headers.authorization = `Bearer ${token}`;
  });
}
