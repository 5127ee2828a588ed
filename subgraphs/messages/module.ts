import { createCommits } from '@parley/log/commits';
import type { Suspicion } from '@parley/ports/suspicion/suspicion';
import type { SubgraphModule } from '@parley/subgraph/subgraph-module';
import type { Database } from '@parley/database/database';
import { sqlOf } from '@parley/database/migrate';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { ReadSettings } from '@parley/runtime/declared-settings';
import type { Settings } from '@parley/runtime/settings';
import { takeBackAll } from './actions/take-back-all';
import type { MessagesDependencies } from './context';
import { buildMessagesSchema } from './schema/schema';
import { MESSAGES_SETTINGS } from './settings';
import { ENTITIES } from './store/entities';
import { deleteMessages } from './store/erased-tenant';
import { readModels } from './store/read-models';
import { createReadingWatch } from './store/reading-watch';
import { createPageCache } from './store/pages';
import { createSendLanes } from './store/send-batch';
import { createMessagesSubgraph } from './subgraph';
import { COUNTS_QUEUE, countCollector } from './workers/collect-counts';
import { EXPIRY_QUEUE, expiredDeleter } from './workers/delete-expired';

interface Needs extends Omit<MessagesDependencies, 'lanes' | 'sendOrder' | 'pageCache' | 'readingWatch'> {
  logger: Logger;
  metrics: Metrics;
  suspicion: Suspicion;
  settings: Pick<Settings, 'READ_CACHE_BYTES'>;
  settingsOf: ReadSettings;
}

/** What jobs need, which work for all tenants. */
type SystemNeeds = Omit<Needs, 'database'> & { database: Database };

function forAll<Run>(handler: (needs: SystemNeeds) => Run): (needs: Needs) => Run {
  return ({ database, ...needs }) => handler({ ...needs, database: database.system });
}

/** Messages, and the events of conversations. */
export const messages: SubgraphModule<Needs> = {
  name: 'messages',
  settings: MESSAGES_SETTINGS,
  schema: buildMessagesSchema,
  entities: ENTITIES,
  sql: sqlOf('@parley/messages'),
  jobs: [
    { queue: COUNTS_QUEUE, handler: forAll(countCollector) },
    { queue: EXPIRY_QUEUE, handler: forAll(expiredDeleter) },
  ],
  readModels: ({ database }) => readModels(database),
  erasure: {
    // nobody listens to the commits of a command: other processes find its entries in the log
    withdraw: async (database, { user }) => ({
      messages: await takeBackAll({ database, commits: createCommits() }, user),
    }),
  },
  eraseTenant: ({ database }, tenant) => deleteMessages(database, tenant),
  open({ database, logReads, commits, memberHeads, audit, suspicion, metrics, settings, settingsOf }) {
    const lanes = createSendLanes(database, commits, { metrics });
    const pageCache = createPageCache(metrics, settings);
    const readingWatch = createReadingWatch({
      ...{ suspicion, metrics },
      unusual: settingsOf(MESSAGES_SETTINGS).UNUSUAL_CONVERSATIONS,
    });
    return {
      subgraph: () =>
        createMessagesSubgraph({ database, logReads, commits, lanes, memberHeads, audit, readingWatch, pageCache }),
      async close() {
        pageCache.close();
        readingWatch.close();
        await lanes.drain();
      },
    };
  },
};
