import type { Accounts } from '@parley/subgraph/accounts';
import type { SubgraphModule } from '@parley/subgraph/subgraph-module';
import type { Database } from '@parley/database/database';
import { sqlOf } from '@parley/database/migrate';
import type { MailTransport } from '@parley/ports/mail/mail-transport';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Settings } from '@parley/runtime/settings';
import { closeAccount, forgetAccount } from './actions/erase-account';
import type { Dependencies } from './context';
import { createPasswords } from './domain/passwords';
import { buildUsersSchema } from './schema/schema';
import { seedAccounts, seedTenant } from './seed';
import { findPerson } from './store/accounts';
import { ENTITIES } from './store/entities';
import { createProfileCache } from './store/profiles';
import { createUsersSubgraph } from './subgraph';
import { tenantProviders } from './store/openid-providers';
import { LINKS_QUEUE } from './store/requested-links';
import { SESSIONS_QUEUE, sessionCollector } from './workers/collect-sessions';
import { presenceKeeper } from './workers/presence-keeper';
import { SECRETS_QUEUE, secretSealer } from './workers/reseal-secrets';
import { linkSender } from './workers/send-links';

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
  ],
  erasure: {
    close: async (database, person) => void (await closeAccount(database, person)),
    forget: forgetAccount,
  },
  open({ database, ephemeral, bus, settings, logger, metrics, ...needs }) {
    const { accessTokens, socketTokens, revocations, encryptionKeys, mailer, jobs, publicUrl, audit, suspicion } =
      needs;
    const profileCache = createProfileCache(metrics, settings);
    const passwords = createPasswords({ metrics });
    const identity = { accessTokens, socketTokens, revocations, encryptionKeys };
    const openIdProviders = tenantProviders(settings, () => publicUrl());
    return {
      subgraph: () =>
        createUsersSubgraph({
          ...{ ...identity, database, ephemeral, bus, audit, settings, passwords, profileCache },
          ...{ mailer, suspicion, jobs, openIdProviders, publicUrl: () => publicUrl() },
        }),
      socketObserver: () => presenceKeeper({ database: database.system, ephemeral, bus, logger, metrics }),
      async close() {
        profileCache.close();
        await passwords.close();
      },
    };
  },
};

export const accounts: Accounts = { find: findPerson, seedTenant, seedAccounts };

export { createSuspicion } from './actions/take-measures';
export { findSlowed } from './store/suspicion';
export { bots } from './actions/manage-bots';
export { readEndedSessions } from './store/ended-sessions';
