import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { forbidden, unauthenticated } from '@parley/contracts/errors';
import type { FastifyRequest } from 'fastify';
import type { Settings } from '../settings';

export type OperatorSettings = Partial<Pick<Settings, 'METRICS_TOKEN' | 'PARLEY_ENV'>>;

/**
 * Who may see how the process is: with a token set, who has it; without one, in production, this machine only.
 * Errors: UNAUTHENTICATED, FORBIDDEN.
 */
export function requireOperator(
  request: FastifyRequest,
  { METRICS_TOKEN, PARLEY_ENV = 'production' }: OperatorSettings,
): void {
  if (METRICS_TOKEN !== undefined) {
    if (!holds(request, METRICS_TOKEN)) throw unauthenticated('This needs the token of operators');
  } else if (PARLEY_ENV === 'production' && !isLocal(request)) {
    throw forbidden('This is for callers on this machine only');
  }
}

function holds({ headers: { authorization = '' } }: FastifyRequest, token: string): boolean {
  const [, given = ''] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
  return timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/** A proxy on this machine comes from here too; what it passes on does not. */
const isLocal = ({ socket, headers }: FastifyRequest): boolean =>
  isLoopback(socket.remoteAddress ?? '') && FORWARDED.every((name) => headers[name] === undefined);

const isLoopback = (address: string): boolean => {
  const plain = address.replace(/^::ffff:/, '');
  return address === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
};
