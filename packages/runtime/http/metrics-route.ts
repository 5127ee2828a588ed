import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { forbidden, unauthenticated } from '@parley/contracts/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from '../metrics/metrics';
import type { Settings } from '../settings';

type MetricsSettings = Partial<Pick<Settings, 'METRICS_TOKEN' | 'PARLEY_ENV'>>;

interface Options {
  metrics: Metrics;
  settings: MetricsSettings;
}

/** `GET /metrics`, in Prometheus's text format. Errors: UNAUTHENTICATED, FORBIDDEN for who may not read it. */
export function serveMetrics(app: FastifyInstance, { metrics, settings }: Options): void {
  app.get('/metrics', async (request, reply) => {
    requireReader(request, settings);
    const { contentType, text } = await metrics.scrape();
    return reply.header('content-type', contentType).header('cache-control', 'no-store').send(text);
  });
}

/** With a token set, who has it; without one, in production, this machine only. */
function requireReader(request: FastifyRequest, { METRICS_TOKEN, PARLEY_ENV = 'production' }: MetricsSettings): void {
  if (METRICS_TOKEN !== undefined) {
    if (!holds(request, METRICS_TOKEN)) throw unauthenticated('The metrics need their token');
  } else if (PARLEY_ENV === 'production' && !isLocal(request)) {
    throw forbidden('The metrics are for this machine only');
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
