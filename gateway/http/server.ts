import type { Principal } from '@parley/contracts/principal';
import type { Logger } from '@parley/runtime/logger';
import { fastify, type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import type { Federation } from '../federation/federation';
import { answerErrorsWithCodes, answerFrameworkError } from './errors';
import { serveGraphQL } from './graphql-route';
import { acceptJsonOnly } from './json-body';
import { serveProbes, type Readiness } from './probes';
import { identifyRequests } from './request-context';
import { serveSchema } from './schema-route';

/** Who holds an access token; anonymous without one. Errors: UNAUTHENTICATED. */
export type Authenticate = (accessToken: string | undefined) => Promise<Principal>;

interface Options {
  federation: Federation;
  authenticate: Authenticate;
  readiness: readonly Readiness[];
  /** More routes, each with an encapsulated context of its own. */
  routes: readonly FastifyPluginAsync[];
  /** GraphiQL, and the schema for everybody. */
  development: boolean;
  log: Logger;
}

const MAX_BODY_BYTES = 1_048_576;
/** How long a client may take to send its request. */
const REQUEST_TIMEOUT_MS = 30_000;

/** All routes over HTTP, not listening yet. The federation is started by then. */
export async function createHttpServer(options: Options): Promise<FastifyInstance> {
  const { federation, authenticate, readiness, routes, development, log } = options;
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // requests on connections that are still open while it stops are answered too
    return503OnClosing: false,
    logger: false,
    frameworkErrors: answerFrameworkError(log),
    routerOptions: { maxParamLength: 500 },
  });
  // a connection that is kept alive would keep a server that stops from ending
  app.addHook('onSend', async (_, reply) => {
    if (!app.server.listening) reply.header('connection', 'close');
  });
  identifyRequests(app, log);
  answerErrorsWithCodes(app);
  acceptJsonOnly(app);
  serveProbes(app, { readiness, log });
  serveSchema(app, { api: federation.api, authenticate, openSchema: development });
  serveGraphQL(app, { federation, authenticate, graphiql: development });
  for (const route of routes) await app.register(route);
  return app;
}
