import { localSubgraph, type LocalSubgraph } from '@parley/runtime/graphql/subgraph';
import { createContext, type Dependencies } from './context';
import { buildConversationsSchema } from './schema/schema';

/** Conversations, their members and roles, read states, typing. */
export const createConversationsSubgraph = (dependencies: Dependencies): LocalSubgraph =>
  localSubgraph({ name: 'conversations', ...buildConversationsSchema() }, (request) =>
    createContext(dependencies, request),
  );
