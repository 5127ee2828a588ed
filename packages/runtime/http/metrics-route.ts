import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics/metrics';
import { requireOperator, type OperatorSettings } from './operators';

interface Options {
  metrics: Metrics;
  settings: OperatorSettings;
}

/** `GET /metrics`, in Prometheus's text format. Errors: UNAUTHENTICATED, FORBIDDEN for who may not read it. */
export function serveMetrics(app: FastifyInstance, { metrics, settings }: Options): void {
  app.get('/metrics', async (request, reply) => {
    requireOperator(request, settings);
    const { contentType, text } = await metrics.scrape();
    return reply.header('content-type', contentType).header('cache-control', 'no-store').send(text);
  });
}
