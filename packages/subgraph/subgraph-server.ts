import { ParleyError, invalid, isErrorCode, type ErrorCode } from '@parley/contracts/errors';
import { fastify, type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { serveMetrics } from '@parley/runtime/http/metrics-route';
import { serveProbes, type Readiness } from '@parley/runtime/http/probes';
import { measureRequests } from '@parley/runtime/http/request-metrics';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { Service } from '@parley/runtime/service';
import type { Settings } from '@parley/runtime/settings';
import { codedErrors } from '@parley/runtime/graphql/coded-errors';
import { createParsedDocuments } from './parsed-documents';
import { createRequestVerifier, type VerifiedRequest } from './verify-request';
import { GATEWAY_HEADER } from '@parley/runtime/graphql/signed-request';
import type { LocalSubgraph } from './local-subgraph';
import type { SubgraphRequest } from '@parley/runtime/graphql/subgraph';

interface SubgraphServerOptions {
  /** By the path of each: `/graphql`. */
  subgraphs: ReadonlyMap<string, LocalSubgraph>;
  host: string;
  port: number;
  /** The secret that gateways and subgraphs share. */
  secret: string;
  readiness: readonly Readiness[];
  logger: Logger;
  metrics?: Metrics;
  /** They decide who may read the metrics. */
  settings?: Partial<Pick<Settings, 'METRICS_TOKEN' | 'PARLEY_ENV'>>;
}

/** Lists of entities are longer than what clients send. */
const MAX_BODY_BYTES = 16_777_216;
/** Requests that are still open so long after a stop are cut off. */
const STOP_WITHIN_MS = 10_000;

const STATUS: Partial<Record<ErrorCode, number>> = { UNAUTHENTICATED: 401, FORBIDDEN: 403, UNAVAILABLE: 503 };

const OUR_FAULT = 'Something went wrong on our side';

const BODY = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).optional(),
  operationName: z.string().optional(),
  // it came out of the subgraph itself, and is the root value of its execution
  extensions: z.object({ root: z.custom<SubgraphRequest['root']>().optional() }).optional(),
});

/** Subgraphs for gateways in other processes, and for nobody else; with `/healthz`, `/readyz` and `/metrics`. */
export function subgraphServer(options: SubgraphServerOptions): Service {
  const { host, port, logger } = options;
  let app: FastifyInstance | undefined;
  async function stop(): Promise<void> {
    const { server } = app!;
    const timer = setTimeout(() => server.closeAllConnections(), STOP_WITHIN_MS);
    await app!.close();
    clearTimeout(timer);
  }
  return {
    name: 'subgraph server',
    async start() {
      app = createApp(options);
      try {
        await app.listen({ host, port });
      } catch (error) {
        await stop();
        throw error;
      }
      logger.info({ port, subgraphs: Array.from(options.subgraphs.values(), ({ name }) => name) }, 'listening');
    },
    stop,
  };
}

function createApp(options: SubgraphServerOptions): FastifyInstance {
  const { subgraphs, secret, readiness, logger, metrics = createMetrics(), settings = {} } = options;
  const app = fastify({ bodyLimit: MAX_BODY_BYTES, return503OnClosing: false, logger: false });
  // a connection that is kept alive would keep a server that stops from ending
  app.addHook('onSend', async (_, reply) => {
    if (!app.server.listening) reply.header('connection', 'close');
  });
  // the signature is of the bytes
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  app.setErrorHandler<FastifyError | ParleyError>((error, _, reply) => {
    const { status, body } = refusalOf(error);
    if (status === 500) logger.error({ err: error }, 'internal error');
    return reply.status(status).send(body);
  });
  measureRequests(app, { metrics, server: 'subgraphs' });
  serveProbes(app, { readiness, logger });
  serveMetrics(app, { metrics, settings });
  for (const [path, subgraph] of subgraphs) serveSubgraph(app, { path, subgraph, secret, logger, metrics });
  return app;
}

interface Served extends Pick<SubgraphServerOptions, 'secret' | 'logger'> {
  path: string;
  subgraph: LocalSubgraph;
  metrics: Metrics;
}

function serveSubgraph(app: FastifyInstance, { path, subgraph, secret, logger, metrics }: Served): void {
  const documents = createParsedDocuments(subgraph.schema, { name: `documents of ${subgraph.name}`, metrics });
  const verifier = createRequestVerifier({ secret, subgraph: subgraph.name, metrics });
  app.addHook('onClose', async () => {
    documents.stop();
    verifier.stop();
  });
  const verified = new WeakMap<FastifyRequest, VerifiedRequest>();
  app.post<{ Body: Buffer }>(path, {
    // before the body is read
    async onRequest(request) {
      verified.set(request, await verifier.verify(request.headers[GATEWAY_HEADER]));
    },
    async handler(request) {
      const { context, accept } = verified.get(request)!;
      accept(request.body);
      const { query, variables, operationName, extensions } = bodyOf(request.body);
      const { document, errors: faults } = documents.parse(query);
      if (!document) return answerOf({ errors: faults }, { subgraph, context, logger });
      const result = await subgraph.execute({
        document,
        variables,
        operationName,
        request: { ...context, logger },
        root: extensions?.root,
      });
      return answerOf(result, { subgraph, context, logger });
    },
  });
}

function bodyOf(body: Buffer): z.output<typeof BODY> {
  try {
    return BODY.parse(JSON.parse(body.toString('utf8')));
  } catch {
    throw invalid({ field: 'body', problem: 'is no GraphQL request' });
  }
}

type Answered = Pick<Served, 'subgraph' | 'logger'> & Pick<VerifiedRequest, 'context'>;

/** The response to the gateway. Causes of internal errors are only logged. */
function answerOf(result: Awaited<ReturnType<LocalSubgraph['execute']>>, { subgraph, context, logger }: Answered) {
  const { correlationId } = context;
  const errors = codedErrors(result)?.map((error) => {
    const { message, path, extensions } = error;
    if (extensions.code !== 'INTERNAL') return { message, path, extensions };
    logger.error({ err: causeOf(error), subgraph: subgraph.name, correlationId }, 'internal error');
    return { message: OUR_FAULT, path, extensions };
  });
  return { data: result.data, errors };
}

const causeOf = (error: Error & { originalError?: Error }): unknown => error.originalError?.cause ?? error;

function refusalOf(error: FastifyError | ParleyError): { status: number; body: object } {
  const body = ({ message, extensions }: ParleyError) => ({ errors: [{ message, extensions }] });
  if (error instanceof ParleyError && isErrorCode(error.code))
    return { status: STATUS[error.code] ?? 400, body: body(error) };
  const { statusCode = 500 } = error as FastifyError;
  if (statusCode < 500) return { status: statusCode, body: body(new ParleyError('VALIDATION_FAILED', error.message)) };
  return { status: 500, body: body(new ParleyError('INTERNAL', OUR_FAULT)) };
}
