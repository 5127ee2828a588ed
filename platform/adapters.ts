import { createAccessTokens } from '@parley/identity/access-tokens';
import { loadEncryptionKeys } from '@parley/identity/encryption-keys';
import { createRevocations } from '@parley/identity/revocations';
import { loadSigningKeys } from '@parley/identity/signing-keys';
import { createSocketTokens } from '@parley/identity/socket-tokens';
import { createCommits } from '@parley/log/commits';
import { createMemberHeads } from '@parley/log/member-heads';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import { createJobSignals } from '@parley/ports/jobs/job-signals';
import type { MailTransport } from '@parley/ports/mail/mail-transport';
import { pgBossJobs } from '@parley/ports/jobs/pg-boss';
import { jobMailer } from '@parley/ports/mail/mailer';
import { auditTrail } from '@parley/ports/audit/postgres';
import { openDatabase, type Database } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Settings } from '@parley/runtime/settings';
import { openEventStream } from './event-stream';
import { openFiles, type PublicUrl } from './files';
import { createInspectors } from './inspectors';
import { openMailTransport } from './mailer';
import { CONSUMER_GROUPS, createSuspicion, ENTITIES, readEndedSessions } from './modules';
import { openReplicaReads } from './replica';
import { openSearchStorage } from './search-storage';
import { settingsReader } from './settings';
import type { SharedState } from './shared-state';

/** What all roles of a process share. None of it runs yet. */
export type Adapters = Awaited<ReturnType<typeof createAdapters>>;

interface Options {
  settings: Settings;
  /** URL of the database. */
  url: string;
  publicUrl: PublicUrl;
  shared: SharedState;
  /** By default, as the settings say. */
  mails?: MailTransport;
  logger: Logger;
  metrics: Metrics;
}

export async function createAdapters({
  settings,
  url,
  publicUrl,
  shared,
  logger,
  metrics,
  mails = openMailTransport({ settings, logger }),
}: Options) {
  const database = await openDatabase({
    url,
    poolSize: settings.DATABASE_POOL,
    timeouts: {
      statementMs: 1_000 * settings.DATABASE_STATEMENT_SECONDS,
      lockMs: 1_000 * settings.DATABASE_LOCK_SECONDS,
      idleInTransactionMs: 1_000 * settings.DATABASE_IDLE_SECONDS,
    },
    entities: ENTITIES,
    logger,
    metrics,
  });
  const { bus, ephemeral } = shared;
  const search = openSearchStorage({ settings, database, metrics });
  const commits = createCommits();
  const replica = openReplicaReads({ settings, database, logger, metrics });
  const files = await openFiles({ settings, publicUrl });
  const jobSignals = createJobSignals();
  const jobs = pgBossJobs(jobSignals);
  const mailer = mails && jobMailer(jobs);
  const audit = auditTrail({ database: database.system, logger, metrics });
  const identity = await createIdentity(settings, { database: database.system, bus, ephemeral, logger, metrics });
  // each of these holds a connection while it waits for a second one: together they must not hold all connections
  const concurrency = Math.max(1, Math.floor(settings.DATABASE_POOL / 8));
  return {
    settings,
    settingsOf: settingsReader(settings),
    url,
    publicUrl,
    logger,
    metrics,
    database,
    replica,
    logReads: replica.logReads,
    shared,
    bus,
    ephemeral,
    commits,
    concurrency,
    events: openEventStream({
      ...{ settings, groups: CONSUMER_GROUPS, database: database.system, concurrency, logger, metrics },
    }),
    search,
    index: search.index,
    files,
    objects: files.objects,
    cdn: files.cdn,
    inspectors: createInspectors(settings),
    ...identity,
    audit,
    suspicion: createSuspicion({ database, revocations: identity.revocations, audit, mailer, jobs, logger, metrics }),
    jobs,
    jobSignals,
    mails,
    mailer,
    memberHeads: createMemberHeads(database, metrics),
  };
}

interface IdentityParts {
  database: Database;
  bus: LiveBus;
  ephemeral: EphemeralStore;
  logger: Logger;
  metrics: Metrics;
}

async function createIdentity(settings: Settings, { database, bus, ephemeral, logger, metrics }: IdentityParts) {
  const keys = await loadSigningKeys(settings);
  const issuer = settings.PUBLIC_URL ?? 'parley';
  const seconds = settings.ACCESS_TOKEN_SECONDS;
  const accessTokens = createAccessTokens(keys, { issuer, audience: issuer, seconds, metrics });
  const revocations = createRevocations({
    readEnded: (look) => readEndedSessions(database, look),
    bus,
    accessTokenSeconds: seconds,
    logger,
    metrics,
  });
  const encryptionKeys = await loadEncryptionKeys(settings);
  return { jwks: keys.jwks, accessTokens, revocations, encryptionKeys, socketTokens: createSocketTokens(ephemeral) };
}
