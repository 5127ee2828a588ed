import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { isErrorCode, notFound, ParleyError, unauthenticated, unavailable } from '@parley/contracts/errors';
import type { DeviceId, SessionId, TenantId, UserId } from '@parley/contracts/ids';
import { ANONYMOUS, viewerOf, type Principal, type Viewer } from '@parley/contracts/principal';
import { Seq } from '@parley/subgraph/scalars';
import { localSubgraph, type LocalSubgraph } from '@parley/subgraph/local-subgraph';
import type { RequestContext } from '@parley/runtime/request';
import { parse } from 'graphql';
import pino from 'pino';
import { createGateway, type Gateway } from './gateway';
import type { Live } from './live/live';
import { ReportingQueue, scriptedLive, streamOf } from './live/scripted-live.fixture';
import type { SocketLimits } from './socket/server';
import type { ObservedConnection } from './connection/connection-observer';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag"])\n`;

/** Not only for callers who are signed in. */
const OPEN = '@tag(name: "open")';

/** Not for partners. */
const INTERNAL = '@tag(name: "internal")';

const PEOPLE = `${LINK}
  scalar Seq
  scalar DateTime
  type Query {
    me: Person!
    person(id: ID!): Person ${OPEN}
    after(seq: Seq!): Seq ${OPEN}
    filtered(filter: Filter!): Int ${OPEN}
    correlationId: String ${OPEN}
    broken: String ${OPEN}
    missing: String! ${OPEN}
    down: String ${OPEN}
    hang: Int ${OPEN}
    shout(text: String!): String ${OPEN}
    sum(of: [Int!]!): Int ${OPEN}
    upkeep(of: Upkeep): Upkeep ${INTERNAL}
    colour(of: Colour!, shade: Int ${INTERNAL}): Colour
  }
  enum Upkeep { NIGHTLY }
  enum Colour { RED INFRARED ${INTERNAL} }
  input Filter { text: String first: Int = 20 probe: String ${INTERNAL} }
  type Mutation {
    rename(name: String!): Person! ${OPEN}
    renewSocket(token: String!): DateTime! ${OPEN}
    attempt(outcome: String!): Int ${OPEN}
  }
  type Subscription { ticks(until: Int = 2, filter: Filter, after: Seq): Person ${OPEN} }
  type Person @key(fields: "id") { id: ID! name: String! friend: Person }
`;

const NOTES = `${LINK}
  type Query { notes: [Note!]! ${OPEN} }
  type Note { id: ID! author: Person }
  type Person @key(fields: "id") { id: ID! notes: [Note!]! }
`;

const NAMES: Record<string, string> = { ada: 'Ada', bob: 'Bob' };
const person = (id: string) => (NAMES[id] ? { id, name: NAMES[id], friend: { id: 'ada', name: 'Ada' } } : null);

const attempts = { made: 0, finish: () => undefined as void };

/** Answers how many there have been, fails with a code, or waits until a test ends it. */
async function attempt(_: unknown, { outcome }: { outcome: string }): Promise<number> {
  attempts.made++;
  if (outcome === 'wait') await new Promise<void>((resolve) => (attempts.finish = resolve));
  if (isErrorCode(outcome)) throw new ParleyError(outcome, 'As it was asked to');
  return attempts.made;
}

const PEOPLE_RESOLVERS = {
  Seq,
  Query: {
    me: (_: unknown, __: unknown, { principal }: RequestContext) => person(viewerOf(principal).user),
    person: (_: unknown, { id }: { id: string }) => person(id),
    after: (_: unknown, { seq }: { seq: number }) => seq,
    filtered: (_: unknown, { filter }: { filter: { first: number } }) => filter.first,
    correlationId: (_: unknown, __: unknown, request: RequestContext) => request.correlationId,
    broken() {
      throw new TypeError('password of database db-7 is hunter2');
    },
    missing() {
      throw notFound('Thing');
    },
    down() {
      throw unavailable('The search index is not available');
    },
    hang: () => new Promise<never>(() => undefined),
    upkeep: () => 'NIGHTLY',
    colour: (_: unknown, { of }: { of: string }) => of,
    shout: (_: unknown, { text }: { text: string }) => text.toUpperCase(),
  },
  Mutation: { rename: (_: unknown, { name }: { name: string }) => ({ id: 'ada', name }), attempt },
  Person: { __resolveReference: ({ id }: { id: string }) => person(id) },
};

const note = (id: string, author: string) => ({ id, author: { id: author } });
const NOTES_RESOLVERS = {
  Query: { notes: () => [note('1', 'ada'), note('2', 'bob'), note('3', 'gone')] },
  Person: { notes: ({ id }: { id: string }) => [note(`of ${id}`, id)] },
};

/** Two subgraphs, people and their notes, without a database. `contexts`: one for each request and subgraph. */
export function tinyGraph() {
  const contexts: { subgraph: string; request: RequestContext }[] = [];
  const make = (name: string, sdl: string, resolvers: object): LocalSubgraph => {
    const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as never });
    return localSubgraph({ name, schema, sdl }, (request) => {
      contexts.push({ subgraph: name, request });
      return { ...request, request };
    });
  };
  const subgraphs = [make('people', PEOPLE, PEOPLE_RESOLVERS), make('notes', NOTES, NOTES_RESOLVERS)];
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map(({ name, sdl }) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) })),
  );
  if (!supergraphSdl) throw new AggregateError(errors ?? [], 'The tiny graph does not compose');
  return { supergraphSdl, subgraphs: new Map(subgraphs.map((one) => [one.name, one])), contexts };
}

export const viewer = (user: string, more: Partial<Viewer> = {}): Viewer => ({
  kind: 'viewer',
  tenant: 'acme' as TenantId,
  user: user as UserId,
  session: `session of ${user}` as SessionId,
  device: 'device' as DeviceId,
  scopes: [],
  bot: false,
  expiresAt: Math.floor(Date.now() / 1000) + 600,
  ...more,
});

/** Somebody whose token ends so many seconds after it was first checked. */
export function briefViewer(user: string, seconds: number): Viewer {
  const brief = viewer(user);
  let endsAt: number | undefined;
  return Object.defineProperty(brief, 'expiresAt', { get: () => (endsAt ??= Date.now() / 1000 + seconds) });
}

/** Lines that a service logged, parsed. */
export function recordingLog() {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: 'debug', base: undefined }, { write: (line) => lines.push(JSON.parse(line) as never) });
  return { logger, lines };
}

export const requestOf = (principal: Principal, logger = recordingLog().logger): RequestContext => ({
  principal,
  correlationId: 'test',
  logger,
});

/** Two people, and then nothing more until somebody stops it; or an error after them, for `until: 13`. */
export const fakeLive = (): Live =>
  scriptedLive(async (operation) => {
    const { until } = operation.variables;
    if (until === 0) throw notFound('Conversation');
    const ticks = [1, 2].map((n) => ({ data: { ticks: { name: `tick ${n}` } } }));
    if (until !== 13) return streamOf(operation, ticks);
    const queue = new ReportingQueue(operation.framing, () => stream.end(notFound('Conversation')));
    const stream = streamOf(operation, ticks, undefined, queue);
    return stream;
  });

export const SOCKET_LIMITS: SocketLimits = {
  perUser: 5,
  perTenant: 7,
  operations: 500,
  operationsPerSecond: 10_000,
  framesPerSecond: 10_000,
  bytesPerSecond: 104_857_600,
  frameBytes: 1_048_576,
  initMs: 5_000,
};

export interface TestGateway {
  gateway: Gateway;
  /** By token. */
  people: Map<string, Viewer>;
  revoke(session: SessionId): void;
  contexts: ReturnType<typeof tinyGraph>['contexts'];
  /** At the mutation `attempt`. */
  attempts: { readonly made: number; finish(): void };
  /** What the gateway has told of its sockets. */
  sockets: { what: 'connected' | 'alive' | 'disconnected'; socket: ObservedConnection }[];
  lines: Record<string, unknown>[];
}

type GatewayOptions = Parameters<typeof createGateway>[0];

/** A gateway over the tiny graph, on a free port unless told, with the tokens `ada`, `bob`, `partner` and `bot`. */
export async function startTestGateway(
  more: Partial<
    Pick<
      GatewayOptions,
      | 'routes'
      | 'readiness'
      | 'createLive'
      | 'persistedOperations'
      | 'botOperations'
      | 'idempotencyStore'
      | 'socketLimits'
      | 'certificate'
      | 'limiter'
    >
  > & {
    environment?: 'development' | 'production';
    allowedOrigins?: readonly string[];
    metricsToken?: string;
    port?: number;
    /** No address is told to listen on. */
    localOnly?: boolean;
  } = {},
): Promise<TestGateway> {
  const { environment = 'development', allowedOrigins = [], metricsToken, port = 0, localOnly = false, ...rest } = more;
  const { contexts, ...graph } = tinyGraph();
  const { logger, lines } = recordingLog();
  const people = new Map([
    ['ada', viewer('ada')],
    ['bob', viewer('bob')],
    ['partner', viewer('bob', { scopes: ['schema:read'] })],
    ['contractor', viewer('bob', { scopes: ['schema:read', 'partner'] })],
    ['bot', viewer('bob', { bot: true, scopes: ['schema:read'] })],
  ]);
  const listeners = new Set<(session: SessionId) => void>();
  const authenticate = async (token: string | undefined): Promise<Principal> => {
    if (token === undefined) return ANONYMOUS;
    const known = people.get(token);
    if (!known) throw unauthenticated('Not signed in, or no longer');
    return known;
  };
  const sockets: TestGateway['sockets'] = [];
  const gateway = createGateway({
    ...graph,
    signIn: {
      authenticate,
      authenticateSocket: authenticate,
      onRevoked(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    observer: {
      connected: (socket) => sockets.push({ what: 'connected', socket }),
      alive: (socket) => sockets.push({ what: 'alive', socket }),
      disconnected: (socket) => sockets.push({ what: 'disconnected', socket }),
    },
    readiness: [],
    openSchema: environment === 'development',
    graphiql: environment === 'development' ? { defaultQuery: '{ me { name } }' } : undefined,
    routes: [],
    createLive: fakeLive,
    socketLimits: SOCKET_LIMITS,
    settings: {
      HOST: localOnly ? undefined : '127.0.0.1',
      PORT: port,
      PARLEY_ENV: environment,
      ALLOWED_ORIGINS: allowedOrigins,
      METRICS_TOKEN: metricsToken,
    },
    logger,
    ...rest,
  });
  await gateway.start();
  return {
    gateway,
    people,
    revoke: (session) => listeners.forEach((tell) => tell(session)),
    contexts,
    attempts,
    sockets,
    lines,
  };
}
