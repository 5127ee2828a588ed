import { createCommits } from '@parley/log/commits';
import type { Suspicion } from '@parley/ports/suspicion/suspicion';
import type { SubgraphModule } from '@parley/subgraph/subgraph-module';
import { sqlOf } from '@parley/database/migrate';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { ReadSettings } from '@parley/runtime/declared-settings';
import type { Settings } from '@parley/runtime/settings';
import { takeBackAll } from './actions/take-back-all';
import type { MessagesDependencies } from './context';
import { buildMessagesSchema } from './schema/schema';
import { MESSAGES_SETTINGS } from './settings';
import { ENTITIES } from './store/entities';
import { readModels } from './store/read-models';
import { createReadingWatch } from './store/reading-watch';
import { createPageCache } from './store/pages';
import { createSendLanes } from './store/send-batch';
import { createMessagesSubgraph } from './subgraph';

interface Needs extends Omit<MessagesDependencies, 'lanes' | 'sendOrder' | 'pageCache' | 'readingWatch'> {
  metrics: Metrics;
  suspicion: Suspicion;
  settings: Pick<Settings, 'READ_CACHE_BYTES'>;
  settingsOf: ReadSettings;
}

/** Messages, and the events of conversations. */
export const messages: SubgraphModule<Needs> = {
  name: 'messages',
  settings: MESSAGES_SETTINGS,
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
