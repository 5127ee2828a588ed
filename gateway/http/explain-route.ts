import { invalid } from '@parley/contracts/errors';
import { requireOperator, type OperatorSettings } from '@parley/runtime/http/operators';
import type { FastifyInstance } from 'fastify';
import type { Live } from '../live/live';

interface Options {
  live: Pick<Live, 'explain'>;
  settings: OperatorSettings;
}

/**
 * `GET /live/explain?topic=…&user=…`: why events of a topic were or weren't delivered to a user, as each process knows it.
 * For operators, as the metrics are. Errors: UNAUTHENTICATED, FORBIDDEN, VALIDATION_FAILED.
 */
export function serveExplain(app: FastifyInstance, { live, settings }: Options): void {
  app.get<{ Querystring: Partial<Record<string, unknown>> }>('/live/explain', async (request, reply) => {
    requireOperator(request, settings);
    const { topic, user } = request.query;
    if (typeof topic !== 'string') throw invalid({ field: 'topic', problem: 'is missing' });
    if (typeof user !== 'string') throw invalid({ field: 'user', problem: 'is missing' });
    const processes = await live.explain({ topic, user });
    return reply.header('cache-control', 'no-store').send({ processes });
  });
}
