import { join } from 'node:path';
import { createConversationsSubgraph } from '@parley/conversations/subgraph';
import { createTyping } from '@parley/conversations/store/typing';
import { typingEnds } from '@parley/conversations/workers/typing-ends';
import { ENTITIES as CONVERSATIONS } from '@parley/conversations/store/entities';
import { createGateway, type Gateway } from '@parley/gateway/gateway';
import { createLive } from '@parley/gateway/live/create-live';
import { createAccessTokens } from '@parley/identity/access-tokens';
import { createAuthenticator } from '@parley/identity/authenticator';
import { createRevocations } from '@parley/identity/revocations';
import { loadSigningKeys } from '@parley/identity/signing-keys';
import { createSocketTokens } from '@parley/identity/socket-tokens';
import { createCommits } from '@parley/log/commits';
import { livePublisher } from '@parley/log/publish-live';
import { createRelay } from '@parley/log/relay';
import { createMediaSubgraph } from '@parley/media/subgraph';
import { ENTITIES as MEDIA } from '@parley/media/store/entities';
import { orphanCollector } from '@parley/media/workers/collect-orphans';
import { createMessagesSubgraph } from '@parley/messages/subgraph';
import { ENTITIES as MESSAGES } from '@parley/messages/store/entities';
import { createSendLanes } from '@parley/messages/store/send-batch';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import { inProcessBus } from '@parley/ports/bus/in-process';
import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import { localDiskStore, type LocalDiskStore } from '@parley/ports/objects/local-disk';
import { objectRoutes } from '@parley/ports/objects/local-disk-routes';
import { postgresSearchIndex } from '@parley/ports/search/postgres';
import { postgresStream, streamRetention } from '@parley/ports/stream/postgres';
import { auditTrail } from '@parley/runtime/audit/audit-trail';
import { openDatabase, type Database } from '@parley/runtime/database/database';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { Logger } from '@parley/runtime/logger';
import { serviceGroup, type Service } from '@parley/runtime/service';
import type { Settings } from '@parley/runtime/settings';
import { createSearchSubgraph } from '@parley/search/subgraph';
import { createMessageIndexer } from '@parley/search/workers/message-indexer';
import { ENTITIES as USERS } from '@parley/users/store/entities';
import { createUsersSubgraph } from '@parley/users/subgraph';
import { sessionCollector } from '@parley/users/workers/collect-sessions';
import { presenceKeeper } from '@parley/users/workers/presence-keeper';
import { readPersistedOperations } from './persisted-operations';
import { FIRST_QUERY } from './demo/first-query';
import { readSupergraph } from './supergraph';

const STREAM_KEPT_MS = 7 * 24 * 3_600_000;

export interface Platform extends Service {
  readonly gateway: Gateway;
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
  readonly database: Database;
  readonly objects: LocalDiskStore;
}

/** Everything in one process: the gateway, the five subgraphs, the relay and the consumers, on embedded adapters. */
export async function createPlatform(settings: Settings, url: string, log: Logger): Promise<Platform> {
  const database = await openDatabase({
    url,
    poolSize: settings.DATABASE_POOL,
    entities: [...USERS, ...CONVERSATIONS, ...MESSAGES, ...MEDIA],
    log,
  });
  const bus = inProcessBus();
  const ephemeral = inProcessStore();
  const commits = createCommits();
  // each of these holds a connection while it waits for another one: together they must never hold them all
  const concurrency = Math.max(1, Math.floor(settings.DATABASE_POOL / 8));
  const stream = postgresStream({ database, log, concurrency });
  const index = postgresSearchIndex({ database });
  const objects = await localDiskStore({
    folder: join(settings.PARLEY_DATA, 'objects'),
    publicUrl: () => settings.PUBLIC_URL ?? gateway.url,
  });

  const identity = await createIdentity(settings, { bus, ephemeral });
  const audit = auditTrail({ database, log });
  const lanes = createSendLanes(database, commits);
  const typing = createTyping({ ephemeral, bus });
  const subgraphs = new Map(
    [
      createUsersSubgraph({ ...identity, database, ephemeral, bus, audit, settings }),
      createConversationsSubgraph({ database, commits, bus, typing, audit }),
      createMessagesSubgraph({ database, commits, lanes, audit }),
      createSearchSubgraph({ database, index }),
      createMediaSubgraph({ database, commits, objects, audit, settings }),
    ].map((subgraph) => [subgraph.name, subgraph]),
  );

  const presences = presenceKeeper({ database, ephemeral, bus, log });
  const supergraphSdl = await readSupergraph();
  const gateway: Gateway = createGateway({
    supergraphSdl,
    subgraphs,
    ...createAuthenticator(identity),
    onRevoked: identity.revocations.onRevoked,
    observer: presences,
    readiness: [{ name: 'database', check: async () => void (await database.query('select 1')) }],
    routes: [objectRoutes(objects)],
    persistedOperations: await readPersistedOperations(),
    graphiql: { defaultQuery: FIRST_QUERY },
    createLive: () => createLive({ supergraphSdl, subgraphs, bus, log }),
    settings,
    log,
  });

  const services = serviceGroup('parley', [
    closing('database', () => database.close()),
    closing('lanes', () => lanes.drain()),
    audit,
    streamRetention({ database, log, keepMs: STREAM_KEPT_MS }),
    sessionCollector({ database, settings, log }),
    orphanCollector({ database, commits, objects, log }),
    createMessageIndexer({ database, index, stream }),
    createRelay({ database, stream, commits, log, concurrency }),
    livePublisher({ commits, bus, log }),
    typingEnds({ typing, commits, log }),
    identity.revocations,
    presences,
    gateway,
  ]);
  return { name: services.name, start: services.start, stop: services.stop, gateway, subgraphs, database, objects };
}

interface IdentityPorts {
  bus: LiveBus;
  ephemeral: EphemeralStore;
}

async function createIdentity(settings: Settings, { bus, ephemeral }: IdentityPorts) {
  const keys = await loadSigningKeys(settings);
  const issuer = settings.PUBLIC_URL ?? 'parley';
  const accessTokens = createAccessTokens(keys, { issuer, audience: issuer, seconds: settings.ACCESS_TOKEN_SECONDS });
  const revocations = createRevocations({ store: ephemeral, bus, accessTokenSeconds: settings.ACCESS_TOKEN_SECONDS });
  return { accessTokens, revocations, socketTokens: createSocketTokens(ephemeral) };
}

/** Something that only has to be closed, in its turn. */
const closing = (name: string, stop: () => Promise<void>): Service => ({ name, start: async () => undefined, stop });
