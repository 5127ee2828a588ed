import { createLogReads, type LogReads } from '@parley/log/log-reads';
import { createMemberHeads, type MemberHeads } from '@parley/log/member-heads';
import { localSubgraph, type LocalSubgraph } from '@parley/subgraph/local-subgraph';
import { createContext, type ConversationsDependencies } from './context';
import { buildConversationsSchema } from './schema/schema';

interface ConversationsOptions extends Omit<ConversationsDependencies, 'memberHeads' | 'logReads'> {
  /** By default, its own. */
  memberHeads?: MemberHeads;
  /** By default, from the database alone. */
  logReads?: LogReads;
}

/** Conversations, their members and roles, read states, typing. */
export function createConversationsSubgraph(options: ConversationsOptions): LocalSubgraph {
  const { database } = options;
  const dependencies = {
    memberHeads: createMemberHeads(database),
    logReads: createLogReads({ primary: database.system }),
    ...options,
  };
  return localSubgraph({ name: 'conversations', ...buildConversationsSchema() }, (request) =>
    createContext(dependencies, request),
  );
}
