import { createCommits } from '@parley/log/commits';
import type { SubgraphModule } from '@parley/subgraph/subgraph-module';
import { sqlOf } from '@parley/database/migrate';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { takeBackAll } from './actions/take-back-all';
import type { MessagesDependencies } from './context';
import { buildMessagesSchema } from './schema/schema';
import { ENTITIES } from './store/entities';
import { readModels } from './store/read-models';
import { createSendLanes } from './store/send-batch';
import { createMessagesSubgraph } from './subgraph';

interface Needs extends Omit<MessagesDependencies, 'lanes' | 'sendOrder'> {
  metrics: Metrics;
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
  open({ database, logReads, commits, memberHeads, audit, metrics }) {
    const lanes = createSendLanes(database, commits, { metrics });
    return {
      subgraph: () => createMessagesSubgraph({ database, logReads, commits, lanes, memberHeads, audit }),
      close: () => lanes.drain(),
    };
  },
};
