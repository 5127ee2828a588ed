import type { FastifyInstance } from 'fastify';
import type { Limiter } from '../connection/limits/limiter';
import { requestOf } from '../connection/request-context';

/** What a balancer and Prometheus ask: it must be answered also where they share their address with clients. */
const OF_OPERATORS: ReadonlySet<string | undefined> = new Set(['/healthz', '/readyz', '/metrics']);

/** Charges each request to the network that it comes from, before its body is read. Errors: RATE_LIMITED (429). */
export function limitRequests(app: FastifyInstance, limiter: Limiter): void {
  app.addHook('onRequest', async (request) => {
    if (!OF_OPERATORS.has(request.routeOptions.url)) await limiter.arrive(requestOf(request).address);
  });
}
