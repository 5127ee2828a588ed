import { fastify, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Service } from '../bot.js';
import type { Delivery } from './verify.js';
import { Refusal, refusalOf } from './refusal.js';

interface Options {
  readonly host: string;
  readonly port: number;
  readonly logger: Logger;
  /** When it resolves, the response is 204. Errors: Refusal; anything else becomes UNAVAILABLE. */
  readonly take: (delivery: Delivery) => Promise<void>;
}

const MOST_BYTES = 65_536;
const MOST_CONNECTIONS = 200;
const READ_WITHIN_MS = 10_000;

export interface Listener extends Service {
  /** Its URL, once it listens. */
  url(): string;
}

/** `POST /` receives webhooks; `GET /healthz` responds while it listens. `stop` first responds to all requests in progress. */
export function createListener({ host, port, logger, take }: Options): Listener {
  const server: FastifyInstance = fastify({ bodyLimit: MOST_BYTES, requestTimeout: READ_WITHIN_MS });
  server.server.maxConnections = MOST_CONNECTIONS;
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  server.get('/healthz', () => ({ status: 'ok' }));
  server.post('/', async ({ headers, body }, reply) => {
    const header = (name: string) => (typeof headers[name] === 'string' ? headers[name] : undefined);
    await take({
      id: header('webhook-id'),
      timestamp: header('webhook-timestamp'),
      signature: header('webhook-signature'),
      body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    });
    return reply.code(204).send();
  });
  server.setNotFoundHandler(() => {
    throw new Refusal('NOT_FOUND', 'Webhooks are posted to /');
  });
  server.setErrorHandler((error, _request, reply) => {
    const { code, message, status, retryAfterSeconds } = refusalOf(error);
    if (status >= 500) logger.error({ err: error }, 'A webhook was not posted');
    else logger.warn({ code, reason: message }, 'A webhook was refused');
    if (retryAfterSeconds !== undefined) void reply.header('retry-after', retryAfterSeconds);
    return reply.code(status).send({ error: { code, message } });
  });

  return {
    url: () => server.listeningOrigin,
    async start() {
      logger.info(`Webhooks are taken at ${await server.listen({ host, port })}`);
    },
    stop: () => server.close(),
  };
}
