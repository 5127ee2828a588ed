import { createCommits } from '@parley/log/commits';
import type { SubgraphModule } from '@parley/subgraph/subgraph-module';
import { sqlOf } from '@parley/database/migrate';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Settings } from '@parley/runtime/settings';
import { takeBackAll } from './actions/take-back-all';
import type { MessagesDependencies } from './context';
import { buildMessagesSchema } from './schema/schema';
import { ENTITIES } from './store/entities';
import { readModels } from './store/read-models';
import { createPageCache } from './store/pages';
import { createSendLanes } from './store/send-batch';
import { createMessagesSubgraph } from './subgraph';

interface Needs extends Omit<MessagesDependencies, 'lanes' | 'sendOrder' | 'pageCache'> {
  metrics: Metrics;
  settings: Pick<Settings, 'READ_CACHE_BYTES'>;
}

/** Messages, and the events of conversations. */
export const messages: SubgraphModule<Needs> = {
  name: 'messages',
  schema: buildMessagesSchema,
  entities: ENTITIES,
  sql: sqlOf('@parley/messages'),
  readModels: ({ database }) => readModels(database),
  erasure: {
    // nobody listens to the commits of a command: other processes find its entries in the log
    withdraw: async (database, { user }) => ({
      messages: await takeBackAll({ database, commits: createCommits() }, user),
    }),
  },
  open({ database, logReads, commits, memberHeads, audit, metrics, settings }) {
    const lanes = createSendLanes(database, commits, { metrics });
    const pageCache = createPageCache(metrics, settings);
    return {
      subgraph: () => createMessagesSubgraph({ database, logReads, commits, lanes, memberHeads, audit, pageCache }),
      async close() {
        pageCache.close();
        await lanes.drain();
      },
    };
  },
};
