import type { TenantId } from '@parley/contracts/ids';
import { tenantsOf, type Principal } from '@parley/contracts/principal';
import type { AccessTokens } from '@parley/identity/access-tokens';
import type { EncryptionKeys } from '@parley/identity/encryption-keys';
import type { Revocations } from '@parley/identity/revocations';
import type { SocketTokens } from '@parley/identity/socket-tokens';
import type { Commits } from '@parley/log/commits';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import type { Jobs } from '@parley/ports/jobs/jobs';
import type { Mailer } from '@parley/ports/mail/mailer';
import type { Suspicion } from '@parley/ports/suspicion/suspicion';
import type { ActionContext } from '@parley/subgraph/action';
import type { Database, Databases } from '@parley/database/database';
import type { RequestContext } from '@parley/runtime/request';
import type { Settings } from '@parley/runtime/settings';
import type { Passwords } from './domain/passwords';
import { createAttempts, type Attempts } from './store/attempts';
import { createChallenges, type Challenges } from './store/challenges';
import { createLoaders, type Loaders } from './store/loaders';
import { createSignInLimits, type SignInLimits } from './store/sign-in-limits';
import { createSuspicion } from './actions/take-measures';
import { createMailLimits, type MailLimits } from './store/mail-limits';
import { createOpenIds, type OpenIds } from './store/open-ids';
import type { TenantProviders } from './store/openid-providers';
import { createPresences, type Presences } from './store/presences';
import { createProfileCache, type ProfileCache } from './store/profiles';

export interface Dependencies extends Pick<ActionContext, 'audit'> {
  database: Databases;
  ephemeral: EphemeralStore;
  bus: LiveBus;
  commits: Commits;
  accessTokens: Pick<AccessTokens, 'sign' | 'seconds'>;
  socketTokens: Pick<SocketTokens, 'issue'>;
  revocations: Pick<Revocations, 'revoke'>;
  /** Without it, people are sent no mails. */
  mailer?: Mailer;
  jobs: Pick<Jobs, 'add'>;
  encryptionKeys: EncryptionKeys;
  /** OpenID providers that people of a tenant may sign in with. */
  openIdProviders: TenantProviders;
  settings: Pick<Settings, 'REFRESH_TOKEN_DAYS'>;
  passwords: Passwords;
  /** Where browsers reach the gateway. `origin`: where the client of this request did, if known. */
  publicUrl(origin?: string): string;
  /** Scores accounts. By default, one of its own. */
  suspicion?: Suspicion;
  /** Profiles that this process has read; its own unless told. */
  profileCache?: ProfileCache;
  now?: () => Date;
}

/** The services that all requests of the subgraph share. */
export interface Services extends Omit<Dependencies, 'now'> {
  now(): Date;
  profileCache: ProfileCache;
  suspicion: Suspicion;
  challenges: Challenges;
  signInLimits: SignInLimits;
  codeAttempts: Attempts;
  /** Proofs of who is signed in already. */
  stepUpAttempts: Attempts;
  mailLimits: MailLimits;
  openIds: OpenIds;
  presences: Presences;
}

/** The context of one request, for its resolvers and actions. */
export interface Context extends ActionContext, Omit<Services, 'database'> {
  /** For the principal's tenant, and those that the request has signed in to. */
  readonly database: Database;
  /** Whoever signs in has no tenant yet. */
  readonly databases: Databases;
  readonly principal: Principal;
  readonly loaders: Loaders;
  /** Somebody has signed in: what the rest of the request reads is of their tenant, too. */
  enter(tenant: TenantId): void;
}

export function createServices({
  now = () => new Date(),
  profileCache = createProfileCache(),
  ...dependencies
}: Dependencies): Services {
  const { ephemeral, suspicion = createSuspicion(dependencies) } = dependencies;
  return {
    ...dependencies,
    suspicion,
    now,
    profileCache,
    challenges: createChallenges(ephemeral, now),
    signInLimits: createSignInLimits(dependencies),
    presences: createPresences(ephemeral),
    codeAttempts: createAttempts(ephemeral, { name: 'code', free: 5 }),
    stepUpAttempts: createAttempts(ephemeral, { name: 'step-up', free: 5 }),
    mailLimits: createMailLimits(ephemeral),
    openIds: createOpenIds(ephemeral),
  };
}

export function createContext(services: Services, request: RequestContext): Context {
  const { principal } = request;
  const databases = services.database;
  let tenants = tenantsOf(principal);
  let database = databases.of(...tenants);
  let loaders = createLoaders({ ...services, database }, principal);
  return {
    ...services,
    get database() {
      return database;
    },
    databases,
    request,
    principal,
    get loaders() {
      return loaders;
    },
    forget() {
      loaders = createLoaders({ ...services, database }, principal);
    },
    enter(tenant) {
      tenants = [...tenants, tenant];
      database = databases.of(...tenants);
    },
  };
}
