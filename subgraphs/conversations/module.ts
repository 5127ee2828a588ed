import { createCommits } from '@parley/log/commits';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import type { SubgraphModule } from '@parley/subgraph/subgraph-module';
import { sqlOf } from '@parley/database/migrate';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { leaveAll } from './actions/leave-all';
import type { ConversationsDependencies } from './context';
import { buildConversationsSchema } from './schema/schema';
import { ENTITIES } from './store/entities';
import { deleteConversations } from './store/erased-tenant';
import { readModels } from './store/read-models';
import { createTyping } from './store/typing';
import { createConversationsSubgraph } from './subgraph';
import { typingEnds } from './workers/typing-ends';

interface Needs extends Omit<ConversationsDependencies, 'typing'> {
  ephemeral: EphemeralStore;
  logger: Logger;
  metrics: Metrics;
}

/** Conversations, their members and roles, read states, typing. */
export const conversations: SubgraphModule<Needs> = {
  name: 'conversations',
  schema: buildConversationsSchema,
  entities: ENTITIES,
  sql: sqlOf('@parley/conversations'),
  readModels: ({ database }) => readModels(database),
  erasure: {
    // nobody listens to the commits of a command: other processes find its entries in the log
    leave: async (database, { user }) => ({
      conversations: await leaveAll({ database, commits: createCommits() }, user),
    }),
  },
  eraseTenant: ({ database }, tenant) => deleteConversations(database, tenant),
  open({ database, logReads, commits, memberHeads, bus, ephemeral, audit, logger, metrics }) {
    const typing = createTyping({ ephemeral, bus });
    return {
      subgraph: () => createConversationsSubgraph({ database, logReads, commits, memberHeads, bus, typing, audit }),
      commitListeners: () => [typingEnds({ typing, commits, logger, metrics })],
    };
  },
};
