import type { Accounts } from '@parley/subgraph/accounts';
import type { SubgraphModule } from '@parley/subgraph/subgraph-module';
import type { Database } from '@parley/database/database';
import { sqlOf } from '@parley/database/migrate';
import type { MailTransport } from '@parley/ports/mail/mail-transport';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Settings } from '@parley/runtime/settings';
import { closeAccount, forgetAccount } from './actions/erase-account';
import { createPerson, restorePerson, setRole, suspendPerson } from './actions/operators/accounts';
import { createTenant, inviteAsOperator, resumeTenant, setLimits, suspendTenant } from './actions/operators/tenants';
import type { Dependencies } from './context';
import { createPasswords } from './domain/passwords';
import { buildUsersSchema } from './schema/schema';
import { seedAccounts, seedTenant } from './seed';
import { findPerson } from './store/accounts';
import { ENTITIES } from './store/entities';
import { deleteTenant } from './store/erased-tenant';
import { createProfileCache } from './store/profiles';
import { findTenantBySlug, listTenants } from './store/tenants';
import { usageOf } from './store/usage';
import { createUsersSubgraph } from './subgraph';
import { tenantProviders } from './store/openid-providers';
import { LINKS_QUEUE } from './store/requested-links';
import { SESSIONS_QUEUE, sessionCollector } from './workers/collect-sessions';
import { presenceKeeper } from './workers/presence-keeper';
import { SECRETS_QUEUE, secretSealer } from './workers/reseal-secrets';
import { linkSender } from './workers/send-links';
import { socketCounter } from './workers/socket-counter';
import { QUOTAS_QUEUE, quotaWarner } from './workers/warn-of-quotas';

interface Needs extends Omit<Dependencies, 'openIdProviders' | 'passwords'> {
  mails?: MailTransport;
  logger: Logger;
  metrics: Metrics;
  settings: Pick<Settings, 'REFRESH_TOKEN_DAYS' | 'READ_CACHE_BYTES' | 'OPENID_PROVIDERS'>;
}

/** What jobs need, which work for all tenants. */
type SystemNeeds = Omit<Needs, 'database'> & { database: Database };

function forAll<Run>(handler: (needs: SystemNeeds) => Run): (needs: Needs) => Run {
  return ({ database, ...needs }) => handler({ ...needs, database: database.system });
}

/** People: how they sign in, their profiles, whether they are there. */
export const users: SubgraphModule<Needs> = {
  name: 'users',
  schema: buildUsersSchema,
  entities: ENTITIES,
  sql: sqlOf('@parley/users'),
  jobs: [
    { queue: SESSIONS_QUEUE, handler: forAll(sessionCollector) },
    { queue: LINKS_QUEUE, handler: forAll(linkSender) },
    { queue: SECRETS_QUEUE, handler: forAll(secretSealer) },
    { queue: QUOTAS_QUEUE, handler: forAll(quotaWarner) },
  ],
  erasure: {
    close: async (database, person) => void (await closeAccount(database, person)),
    forget: forgetAccount,
  },
  eraseTenant: ({ database }, tenant) => deleteTenant(database, tenant),
  open({ database, ephemeral, bus, commits, settings, logger, metrics, ...needs }) {
    const { accessTokens, socketTokens, revocations, encryptionKeys, mailer, jobs, publicUrl, audit, suspicion } =
      needs;
    const profileCache = createProfileCache(metrics, settings);
    const passwords = createPasswords({ metrics });
    const identity = { accessTokens, socketTokens, revocations, encryptionKeys };
    const openIdProviders = tenantProviders(settings, () => publicUrl());
    return {
      subgraph: () =>
        createUsersSubgraph({
          ...{ ...identity, database, ephemeral, bus, commits, audit, settings, passwords, profileCache },
          ...{ mailer, suspicion, jobs, openIdProviders, publicUrl },
        }),
      socketObserver: () => presenceKeeper({ database: database.system, ephemeral, bus, logger, metrics }),
      socketQuota: () => socketCounter({ database: database.system, logger, metrics }),
      async close() {
        profileCache.close();
        await passwords.close();
      },
    };
  },
};

export const accounts: Accounts = {
  find: findPerson,
  seedTenant,
  seedAccounts,
  tenants: {
    find: findTenantBySlug,
    list: listTenants,
    usage: usageOf,
    create: createTenant,
    setLimits,
    suspend: suspendTenant,
    resume: resumeTenant,
    invite: inviteAsOperator,
  },
  people: {
    create: createPerson,
    setRole,
    suspend: suspendPerson,
    restore: restorePerson,
  },
};

export { createSuspicion } from './actions/take-measures';
export { findSlowed } from './store/suspicion';
export { bots } from './actions/manage-bots';
export { readEndedSessions } from './store/ended-sessions';
