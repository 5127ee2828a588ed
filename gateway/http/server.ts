import type { RequestListener } from 'node:http';
import { serveMetrics } from '@parley/runtime/http/metrics-route';
import { serveProbes, type Readiness } from '@parley/runtime/http/probes';
import { measureRequests } from '@parley/runtime/http/request-metrics';
import type { IdempotencyStore } from '@parley/ports/idempotency/idempotency-store';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Settings } from '@parley/runtime/settings';
import { fastify, type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import type { ClientAddress } from '../connection/client-address';
import type { SignIn } from '../connection/sign-in';
import type { Federation } from '../federation/federation';
import { errorCounter } from '../federation/federation-metrics';
import type { Limiter } from '../connection/limits/limiter';
import { limitRequests } from './limit-requests';
import { sendErrorsWithCodes, sendFrameworkError } from './errors';
import { compressResponses } from './compression';
import type { Live } from '../live/live';
import { serveExplain } from './explain-route';
import type { GraphiQL } from './graphiql';
import { serveGraphQL } from './graphql-route';
import { acceptJsonOnly } from './json-body';
import { addSecurityHeaders, isReachedOverTls } from './security-headers';
import { createTlsServer, type Certificate } from './tls-server';
import { serveHosts, serveOrigins, type AllowsHost, type AllowsOrigin } from '../connection/origins';
import { identifyRequests, operationOf } from '../connection/request-context';
import { acceptCookies } from '../connection/session-cookies';
import { serveSchema } from './schema-route';
import { serveSessions } from './session-routes';
import type { Streams } from './streaming/streams';

/** What whoever assembles a gateway says of its routes. */
export interface HttpOptions {
  /** Without it everybody is anonymous, and whatever credentials a request has are for the subgraphs. */
  signIn?: SignIn;
  /** Names, in lower case, of the headers that subgraphs over HTTP are sent too. */
  forwardHeaders?: readonly string[];
  readiness: readonly Readiness[];
  /** Without it the gateway speaks plain HTTP, for a proxy in front that ends TLS. */
  certificate?: Certificate;
  /** More routes, each with an encapsulated context of its own. */
  routes: readonly FastifyPluginAsync[];
  /** Anybody may read the schema. */
  openSchema: boolean;
  /** What a browser that comes to the endpoint is shown, if anything. */
  graphiql?: GraphiQL;
  /** Of the federation; without it the header `Idempotency-Key` is ignored. */
  idempotencyStore?: IdempotencyStore;
  /** Numbers in bodies keep all their digits, for subgraphs over HTTP. */
  exactNumbers?: boolean;
}

interface Options extends HttpOptions {
  federation: Federation;
  live: Pick<Live, 'explain'>;
  allowsHost: AllowsHost;
  allowsOrigin: AllowsOrigin;
  addressOf: ClientAddress;
  limiter: Limiter;
  streams: Streams;
  /** Who may read the metrics. */
  settings: Partial<
    Pick<Settings, 'METRICS_TOKEN' | 'PARLEY_ENV' | 'PUBLIC_URL' | 'SESSION_COOKIES' | 'REFRESH_TOKEN_DAYS'>
  >;
  logger: Logger;
  metrics: Metrics;
}

const MAX_BODY_BYTES = 1_048_576;
/** How long a client may take to send its headers. */
const HEADERS_TIMEOUT_MS = 30_000;
/** How long a client may take to send its whole request: an upload of 25 MB over a line of 700 kbit/s. */
const REQUEST_TIMEOUT_MS = 300_000;
/** As Fastify has it by default. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;

const TIMEOUTS = {
  requestTimeout: REQUEST_TIMEOUT_MS,
  headersTimeout: HEADERS_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
};

/** All routes over HTTP, not listening yet. The federation and the streams are started by then. */
export async function createHttpServer(options: Options): Promise<FastifyInstance> {
  const { federation, live, signIn, allowsHost, allowsOrigin, readiness, routes, openSchema } = options;
  const { settings, logger, metrics, certificate } = options;
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    ...(certificate && {
      serverFactory: (handler: RequestListener) => createTlsServer(handler, certificate, TIMEOUTS),
    }),
    // while it stops, requests on open connections still get a response
    return503OnClosing: false,
    logger: false,
    frameworkErrors: sendFrameworkError(logger),
    routerOptions: { maxParamLength: 500 },
  });
  // a connection that is kept alive would keep a server that stops from ending
  app.addHook('onSend', async (_, reply) => {
    if (!app.server.listening) reply.header('connection', 'close');
  });
  const hasTls = certificate !== undefined;
  addSecurityHeaders(app, { overTls: isReachedOverTls({ hasTls, publicUrl: settings.PUBLIC_URL }) });
  identifyRequests(app, options);
  measureRequests(app, { metrics, server: 'gateway', operationOf: (request) => operationOf(request)?.kind });
  sendErrorsWithCodes(app, errorCounter(metrics));
  limitRequests(app, options.limiter);
  serveHosts(app, allowsHost);
  await serveOrigins(app, allowsOrigin);
  acceptJsonOnly(app, options);
  serveProbes(app, { readiness, logger });
  // a scope of its own: files of `routes` have entity tags and ranges of their bytes as they are
  await app.register(async (compressed) => {
    await compressResponses(compressed);
    if (signIn && settings.SESSION_COOKIES) acceptCookies(compressed, allowsOrigin);
    serveMetrics(compressed, { metrics, settings });
    serveExplain(compressed, { live, settings });
    serveSchema(compressed, { federation, signIn, openSchema });
    serveGraphQL(compressed, { ...options, takesKeys: options.idempotencyStore !== undefined });
  });
  if (signIn && settings.SESSION_COOKIES)
    await app.register(async (sessions) => {
      acceptCookies(sessions, allowsOrigin);
      serveSessions(sessions, {
        federation,
        signIn,
        allowsOrigin,
        refreshTokenDays: settings.REFRESH_TOKEN_DAYS ?? 30,
      });
    });
  for (const route of routes) await app.register(route);
  return app;
}
