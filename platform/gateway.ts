import { createGateway, type Gateway } from '@parley/gateway/gateway';
import { OPERATION_LIMITS, type OperationLimits } from '@parley/gateway/graph/cost/cost-limit';
import { allowedOrigins } from '@parley/gateway/connection/origins';
import { jwksRoute } from '@parley/gateway/http/jwks-route';
import { openIdRoutes } from '@parley/gateway/http/openid-routes';
import { createLive, type LiveLimits } from '@parley/gateway/live/create-live';
import type { SocketLimits } from '@parley/gateway/socket/server';
import { createAuthenticator } from '@parley/identity/authenticator';
import { createBotOperations } from '@parley/identity/bot-operations';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import { createSlowdown } from '@parley/identity/slowdown';
import { MAX_BOT_CHARACTERS } from '@parley/subgraph/bots';
import type { SocketObserver } from '@parley/subgraph/subgraph-module';
import type { Readiness } from '@parley/runtime/http/probes';
import { postgresIdempotencyStore, type IdempotencyLimits } from '@parley/ports/idempotency/postgres';
import type { Service } from '@parley/runtime/service';
import type { Settings } from '@parley/runtime/settings';
import type { Adapters } from './adapters';
import { certificateOf, followCertificate } from './certificate';
import { FIRST_QUERY } from './demo/first-query';
import { createLimits, limitsReadiness } from './limits';
import { bots, findSlowed, type OpenSubgraphs } from './modules';
import { readPersistedOperations } from './persisted-operations';
import { followSupergraph } from './supergraph';
import { webClient } from './web-client';

interface Options {
  supergraphSdl: string;
  subgraphs: ReadonlyMap<string, Subgraph>;
  /** Dependencies for `/readyz`, beside the database. */
  readiness: readonly Readiness[];
  opened: OpenSubgraphs;
}

/** The gateway and its services, in start order. */
export async function createPlatformGateway(
  adapters: Adapters,
  { supergraphSdl, subgraphs, readiness, opened }: Options,
): Promise<{ gateway: Gateway; services: Service[] }> {
  const { jwks, revocations, ephemeral, bus, files, settings, logger, metrics } = adapters;
  const database = adapters.database.system;
  const development = settings.PARLEY_ENV === 'development';
  const limiter = createLimits(adapters);
  const observers = [...opened.values()].flatMap((subgraph) => subgraph.socketObserver?.() ?? []);
  const botOperations = createBotOperations({
    operationsOf: (bot) => bots.operationsOf(database, bot),
    changedWithin: (ms) => bots.changedBots(database, ms),
    maxCharacters: 8 * MAX_BOT_CHARACTERS,
    logger,
    metrics,
  });
  const readSlowed = () => findSlowed(database);
  const slowdown = createSlowdown({ readSlowed, ephemeral, logger, metrics });
  const quotas = [...opened.values()].flatMap((subgraph) => subgraph.socketQuota?.() ?? []);
  const gateway = createGateway({
    supergraphSdl,
    subgraphs,
    signIn: { ...createAuthenticator(adapters), onRevoked: revocations.onRevoked },
    observer: observedBy(observers),
    readiness: [
      { name: 'database', check: async () => void (await database.query('select 1')) },
      limitsReadiness(settings),
      ...readiness,
    ],
    routes: [
      jwksRoute(jwks),
      ...openId(settings, subgraphs),
      ...files.routes,
      ...webClient({ settings, origins: files.origins, logger }),
    ],
    persistedOperations: await readPersistedOperations(),
    botOperations,
    slowdown,
    idempotencyStore: postgresIdempotencyStore({ database, limits: idempotencyLimits(settings) }),
    openSchema: development,
    graphiql: development ? { defaultQuery: FIRST_QUERY } : undefined,
    createLive: (graph) =>
      createLive({ graph, subgraphs, bus, limiter, logger, metrics, limits: liveLimits(settings) }),
    socketLimits: socketLimits(settings),
    sharedQuota: quotas[0],
    limits: operationLimits(settings),
    certificate: certificateOf(settings),
    limiter,
    settings,
    logger,
    metrics,
  });
  const path = settings.SUPERGRAPH;
  const following = path ? [followSupergraph({ path, text: supergraphSdl, gateway, logger })] : [];
  const renewing = followCertificate({ settings, environment: process.env, gateway, logger });
  return { gateway, services: [...observers, ...quotas, botOperations, slowdown, gateway, ...following, ...renewing] };
}

/** Sign-in at OpenID providers, if there are any. */
function openId(settings: Settings, subgraphs: ReadonlyMap<string, Subgraph>): ReturnType<typeof openIdRoutes>[] {
  const users = subgraphs.get('users');
  if (!users || settings.OPENID_PROVIDERS.length === 0) return [];
  return [openIdRoutes({ users, allowsOrigin: allowedOrigins(settings) })];
}

const observedBy = (observers: readonly SocketObserver[]): SocketObserver => ({
  connected(socket) {
    for (const observer of observers) observer.connected(socket);
  },
  alive(socket) {
    for (const observer of observers) observer.alive(socket);
  },
  disconnected(socket) {
    for (const observer of observers) observer.disconnected(socket);
  },
});

const idempotencyLimits = (settings: Settings): IdempotencyLimits => ({
  keys: settings.IDEMPOTENCY_KEYS_PER_USER,
  bytes: settings.IDEMPOTENCY_BYTES_PER_USER,
});

const operationLimits = (settings: Settings): OperationLimits => ({
  ...OPERATION_LIMITS,
  maxCost: settings.MAX_OPERATION_COST,
  maxResponseBytes: settings.MAX_RESPONSE_BYTES,
  deadlineMs: settings.OPERATION_SECONDS * 1_000,
  planningMs: settings.PLANNING_SECONDS * 1_000,
  cacheBytes: settings.OPERATION_CACHE_BYTES,
});

const liveLimits = (settings: Settings): LiveLimits => ({
  frameBytes: settings.LIVE_FRAME_BYTES,
  frameMs: settings.LIVE_FRAME_SECONDS * 1_000,
  stuckMs: settings.LIVE_STUCK_SECONDS * 1_000,
  executionMs: settings.LIVE_EXECUTION_SECONDS * 1_000,
  bytesPerSecond: settings.LIVE_BYTES_PER_SECOND,
  viewsPerUser: settings.LIVE_VIEWS_PER_USER,
  topicsPerConnection: settings.LIVE_TOPICS_PER_CONNECTION,
  topicsPerUser: settings.LIVE_TOPICS_PER_USER,
});

const socketLimits = (settings: Settings): SocketLimits => ({
  perUser: settings.SOCKETS_PER_USER,
  perTenant: settings.SOCKETS_PER_TENANT,
  operations: settings.SOCKET_OPERATIONS,
  operationsPerSecond: settings.SOCKET_OPERATIONS_PER_SECOND,
  framesPerSecond: settings.LIMITS === 'off' ? Infinity : settings.SOCKET_FRAMES_PER_SECOND,
  bytesPerSecond: settings.LIMITS === 'off' ? Infinity : settings.SOCKET_BYTES_PER_SECOND,
  frameBytes: settings.SOCKET_FRAME_BYTES,
  initMs: settings.SOCKET_INIT_SECONDS * 1_000,
});
