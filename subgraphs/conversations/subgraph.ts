import { createMemberHeads, type MemberHeads } from '@parley/log/member-heads';
import { localSubgraph, type LocalSubgraph } from '@parley/runtime/graphql/subgraph';
import { createContext, type ConversationsDependencies } from './context';
import { buildConversationsSchema } from './schema/schema';

interface ConversationsOptions extends Omit<ConversationsDependencies, 'memberHeads'> {
  /** Its own unless told. */
  memberHeads?: MemberHeads;
}

/** Conversations, their members and roles, read states, typing. */
export function createConversationsSubgraph(options: ConversationsOptions): LocalSubgraph {
  const dependencies = { memberHeads: createMemberHeads(options.database), ...options };
  return localSubgraph({ name: 'conversations', ...buildConversationsSchema() }, (request) =>
    createContext(dependencies, request),
  );
}
