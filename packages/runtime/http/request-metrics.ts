import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from '../metrics/metrics';

interface Options {
  metrics: Metrics;
  /** Of several servers in one process. */
  server: 'gateway' | 'subgraphs';
  /** Of a GraphQL request that had one: its kind. */
  operationOf?(request: FastifyRequest): string | undefined;
}

/** Measures the responses of the server, and who is connected to it, until it is closed. */
export function measureRequests(app: FastifyInstance, { metrics, server, operationOf }: Options): void {
  const durations = metrics.histogram({
    name: 'parley_http_request_duration_seconds',
    help: 'Duration of HTTP requests, by response; operation: query, mutation, or none',
    labels: ['server', 'method', 'route', 'operation', 'status'],
  });
  const open = metrics.gauge({
    name: 'parley_http_open_connections',
    help: 'TCP connections of clients, including WebSockets',
    labels: ['server'],
  });
  const stopReading = open.read(() => connectionsOf(app), { server });
  app.addHook('onClose', async () => stopReading());
  app.addHook('onResponse', async (request, reply) => {
    durations.observe(reply.elapsedTime / 1_000, {
      server,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      operation: operationOf?.(request) ?? 'none',
      status: `${Math.floor(reply.statusCode / 100)}xx`,
    });
  });
}

const connectionsOf = ({ server }: FastifyInstance): Promise<number> =>
  new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))));
